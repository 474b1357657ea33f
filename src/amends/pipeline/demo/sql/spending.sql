-- SPDX-License-Identifier: Apache-2.0
-- One month of every line that was open in it: how much of the plan was used and what was charged beyond it.
-- Bills and usage are two views of the same month, so that a charge above the allowance has usage behind it.

CREATE MACRO month_of(ago) AS (date_trunc('month', getvariable('as_of')) - to_months(ago::INTEGER))::DATE;

-- People use more in the holiday months; 1 is an ordinary one.
CREATE MACRO season(month) AS CASE month(month) WHEN 1 THEN 1.04 WHEN 2 THEN 1.08 WHEN 7 THEN 1.05 WHEN 8 THEN 1.05
                                                WHEN 10 THEN 1.06 ELSE 1.0 END;

-- The months in which a planted cause shows: the last one, the one before, and in half of the cases a third.
CREATE MACRO struck(i, ago, class) AS
    cause = class AND (ago <= 2 OR (ago = 3 AND uniform(i, 0, 'third month') < 0.5));

CREATE MACRO spending(months_ago) AS TABLE
    SELECT
        i, customer_id, month_of(months_ago) AS month, fee, plan_data_mb, plan_minutes, cause, severity,
        0.42 * exp(0.36 * habit + 0.16 * normal(i, months_ago, 'data')) * season(month_of(months_ago))
            * CASE WHEN struck(i, months_ago, 'usage') THEN 0.75 - 0.6 * severity ELSE 1 END
            + CASE WHEN struck(i, months_ago, 'tariff') THEN 0.3 + 0.8 * severity ELSE 0 END AS data_share,
        0.40 * exp(0.33 * normal(i, 0, 'talk') + 0.16 * normal(i, months_ago, 'voice'))
            * CASE WHEN struck(i, months_ago, 'usage') THEN 0.8 - 0.5 * severity ELSE 1 END AS voice_share
    FROM people
    WHERE joined_date < month_of(months_ago - 1);
