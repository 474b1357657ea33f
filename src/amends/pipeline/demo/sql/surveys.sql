-- SPDX-License-Identifier: Apache-2.0
-- Answers of a random sample: who is asked and who answers has nothing to do with the cause. The overall score is
-- low (6 or less) with the probability that `people` holds, and no more than that: some are low for no reason on
-- record, and some with a planted cause are content. Other elements follow the overall score and their own cause.
-- All answered in the last twenty days: a model learns from what was on record before each answer.

SELECT
    'A' || lpad((i + 1)::VARCHAR, 8, '0') || '-' || element AS answer_id,
    customer_id, moment(i, 0, 'answered', between_numbers(i, 0, 'answered days', 1, 20)) AS answered_at,
    element,
    CASE WHEN element = 'overall' THEN overall
         ELSE least(10, greatest(1, round(overall - CASE WHEN cause = element THEN 1 + 2 * severity ELSE 0 END
                                          + 1.1 * normal(i, slot, 'element')))) END::DOUBLE AS score
FROM (
    SELECT
        *,
        unnest(['overall', 'complaint', 'tariff', 'network', 'publicity', 'usage']) AS element,
        unnest([0, 1, 2, 3, 4, 5]) AS slot,
        CASE WHEN uniform(i, 0, 'content') < dissatisfied_probability
             THEN 6 - least(5, incidents(i, 0, 'how low', CASE WHEN cause IS NULL THEN 0.7 ELSE 0.7 + 1.2 * severity END))
             ELSE 10 - least(3, incidents(i, 0, 'how high', 0.9)) END AS overall
    FROM people
    WHERE uniform(i, 0, 'surveyed') < getvariable('surveyed') AND age_days > 100
      AND closed_date IS NULL
      AND uniform(i, 0, 'do not contact') >= 0.03 AND uniform(i, 0, 'survey consent') < 0.93
)
WHERE slot = 0 OR uniform(i, slot, 'element asked') < 0.6
