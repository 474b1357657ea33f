-- SPDX-License-Identifier: Apache-2.0
-- The hidden truth, one row a customer: who they are, which cause of dissatisfaction was planted, how badly,
-- and how likely that makes them dissatisfied. Every feed is made from it; only `truth` shows it, to tests.
-- `trouble` is what the facts show. It is the cause, or, for some who are hardly less content than others, a mild
-- trouble of the kinds that come in degrees: so that facts alone do not give everything away.

CREATE TABLE people AS
WITH
drawn AS (
    SELECT
        range AS i,
        'C' || lpad((range + 1)::VARCHAR, 8, '0') AS customer_id,
        floor(uniform(range, 0, 'home') * 1000)::INTEGER AS home_slot,
        floor(uniform(range, 0, 'plan') * 1000)::INTEGER AS plan_slot,
        getvariable('as_of') - (1 + least(-ln(1 - uniform(range, 0, 'tenure')) * 1900, 7300))::INTEGER AS joined_date,
        floor(uniform(range, 0, 'cause') / nullif(getvariable('planted'), 0)) AS class_number,
        0.25 + 0.75 * uniform(range, 0, 'severity') AS degree,
        normal(range, 0, 'habit') AS habit
    FROM range(getvariable('customers')::BIGINT)
),
placed AS (
    SELECT
        drawn.*, home.unit_code, home.region, home.rural_share, plan.fee, plan.data_mb AS plan_data_mb, plan.minutes AS plan_minutes,
        getvariable('as_of') - joined_date AS age_days,
        -- nobody is unhappy yet about a line opened a fortnight ago
        CASE WHEN joined_date <= getvariable('as_of') - 120 THEN
            CASE class_number WHEN 0 THEN 'complaint' WHEN 1 THEN 'tariff' WHEN 2 THEN 'network'
                              WHEN 3 THEN 'publicity' WHEN 4 THEN 'usage' END
        END AS cause
    FROM drawn JOIN home USING (home_slot) JOIN plan USING (plan_slot)
),
caused AS (
    SELECT
        *,
        coalesce(cause, CASE WHEN age_days >= 120 THEN
            CASE class_number WHEN 5 THEN 'tariff' WHEN 6 THEN 'network' WHEN 7 THEN 'usage' END END) AS trouble,
        CASE WHEN cause IS NOT NULL THEN degree ELSE 0.25 * degree END AS severity,
        uniform(i, 0, 'rural') < rural_share AS rural,
        -- one in 25 of those with a cause says so, and is answered well; the complaint class is made by complaints;
        -- of the others some complain of something that was put right
        CASE WHEN cause = 'complaint' THEN true
             WHEN cause IS NOT NULL THEN uniform(i, 0, 'speaks up') < 0.04
             ELSE uniform(i, 0, 'speaks up') < 0.02 END AS complains
    FROM placed
),
-- those drawn into a past wave of recovery who had a trouble then (see waves.sql for what that did to them)
waved AS (
    SELECT
        caused.*, CASE WHEN trouble IS NOT NULL AND age_days > days_ago + 120 THEN wave_number END AS wave,
        treated, days_ago
    FROM caused LEFT JOIN drawn_into_waves USING (i)
)
SELECT
    i, customer_id, unit_code, region, rural, plan_slot, fee, plan_data_mb, plan_minutes, joined_date,
    age_days, cause, trouble, severity, complains, habit,
    1 / (1 + exp(-(
        -2.75
        + CASE WHEN cause IS NOT NULL THEN 2.3 + 2.7 * severity WHEN trouble IS NOT NULL THEN severity ELSE 0 END
        + CASE WHEN rural THEN 0.15 ELSE 0 END
        + CASE WHEN joined_date > getvariable('as_of') - 365 THEN 0.2 ELSE 0 END
        - CASE WHEN fee >= 12900 THEN 0.15 ELSE 0 END
        + 0.25 * normal(i, 0, 'temper')
    ))) AS dissatisfied_probability,
    wave, treated, days_ago,
    CASE WHEN wave IS NOT NULL AND uniform(i, 0, 'leaves') < leaving(treated)
         THEN getvariable('as_of') - days_ago::INTEGER + between_numbers(i, 0, 'leaving', 5, 55)::INTEGER
         WHEN uniform(i, 0, 'line state') >= 0.99 AND age_days > 30
         THEN getvariable('as_of') - between_numbers(i, 0, 'closing', 1, 25)::INTEGER END AS closed_date
FROM waved;
