-- SPDX-License-Identifier: Apache-2.0
-- One month of what the network noticed. The network class loses calls and sits in weak coverage.

SELECT
    customer_id, month AS period_date, day(last_day(month))::BIGINT AS days, calls,
    least(incidents(i, $ago, 'dropped', calls * (0.004 + 0.06 * hurt)), calls // 3) AS dropped_calls,
    least(incidents(i, $ago, 'failed', calls * (0.005 + 0.03 * hurt)), calls // 3) AS failed_calls,
    sessions,
    least(round(sessions * (0.015 + 0.28 * hurt) * exp(0.35 * normal(i, $ago, 'poor')))::BIGINT, sessions) AS poor_sessions,
    round((8 + CASE WHEN rural THEN 6 ELSE 0 END + 420 * hurt) * exp(0.5 * normal(i, $ago, 'weak')), 1) AS weak_minutes,
    least(incidents(i, $ago, 'poor days', 0.25) + round(16 * hurt)::BIGINT, 28) AS poor_days
FROM (
    SELECT
        *,
        20 + incidents(i, $ago, 'calls', 70) AS calls,
        150 + incidents(i, $ago, 'sessions', 350) AS sessions,
        CASE WHEN struck(i, $ago, 'network') THEN severity * (0.6 + 0.6 * uniform(i, $ago, 'hurt')) ELSE 0 END AS hurt
    FROM (SELECT i, customer_id, rural, trouble, severity, month_of($ago) AS month FROM people
          WHERE joined_date < month_of($ago - 1) AND (closed_date IS NULL OR closed_date >= month_of($ago)))
)
