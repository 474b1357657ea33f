-- SPDX-License-Identifier: Apache-2.0
-- One month of every line that was open in it: how much of the plan was used and what was charged beyond it.
-- Bills and usage are two views of the same month, so that a charge above the allowance has usage behind it.

CREATE MACRO month_of(ago) AS (date_trunc('month', getvariable('as_of')) - to_months(ago::INTEGER))::DATE;

-- People use more in the holiday months; 1 is an ordinary one.
CREATE MACRO season(month) AS 
    [1.04e0, 1.08e0, 1, 1, 1, 1, 1.05e0, 1.05e0, 1, 1.06e0, 1, 1][month(month)];

-- The months in which a planted cause shows: the last one, the one before, and in half of the cases a third.
CREATE MACRO struck(i, ago, class) AS
    trouble = class AND (ago <= 2 OR (ago = 3 AND uniform(i, 0, 'third month') < 0.5));

-- The tariff class pays beyond the plan, or for what nobody confirmed, or both.
CREATE MACRO overcharged(i, ago) AS struck(i, ago, 'tariff') AND uniform(i, 0, 'how charged') < 0.75;
CREATE MACRO unasked(i, ago) AS struck(i, ago, 'tariff') AND uniform(i, 0, 'how charged') >= 0.55;

CREATE MACRO spending(months_ago) AS TABLE
    SELECT
        i, customer_id, month_of(months_ago) AS month, fee, plan_data_mb, plan_minutes, trouble, severity,
        0.42 * exp(0.36 * habit + 0.16 * normal(i, months_ago, 'data')) * season(month_of(months_ago))
            * CASE WHEN struck(i, months_ago, 'usage') THEN 0.9 - 0.75 * severity ELSE 1 END
            + CASE WHEN overcharged(i, months_ago) THEN 0.1 + severity ELSE 0 END AS data_share,
        0.40 * exp(0.33 * normal(i, 0, 'talk') + 0.16 * normal(i, months_ago, 'voice'))
            * CASE WHEN struck(i, months_ago, 'usage') THEN 0.9 - 0.6 * severity ELSE 1 END AS voice_share
    FROM people
    WHERE joined_date < month_of(months_ago - 1) AND (closed_date IS NULL OR closed_date >= month_of(months_ago));
