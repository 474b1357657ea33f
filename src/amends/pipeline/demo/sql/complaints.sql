-- SPDX-License-Identifier: Apache-2.0
-- Complaints as they stand on the day of the run. The complaint class was answered late, sent round, opened again
-- or had to come back; everybody else who complained was answered in time and said that it is solved.

SELECT
    'T' || lpad((i + 1)::VARCHAR, 8, '0') || '-' || slot AS complaint_id,
    customer_id, opened_at, recovery_class, topic, appeal,
    opened_at + INTERVAL 48 HOURS AS promised_at,
    known(replied_at) AS replied_at,
    known(replied_at + to_hours(between_numbers(i, slot, 'closing', 1, 30))) AS closed_at,
    CASE WHEN botched AND known(replied_at) IS NOT NULL AND uniform(i, slot, 'reopened') < 0.55
         THEN between_numbers(i, slot, 'reopenings', 1, 2) ELSE 0 END AS reopened,
    CASE WHEN botched THEN 1 + incidents(i, slot, 'transfers', 1.6)
         ELSE incidents(i, slot, 'transfers', 0.25) END AS transfers,
    CASE WHEN known(replied_at) IS NOT NULL THEN NOT botched OR uniform(i, slot, 'confirmed') < 0.15 END
        AS customer_confirmed,
    CASE WHEN known(replied_at) IS NOT NULL AND uniform(i, slot, 'callback') < 0.6
         THEN between_numbers(i, slot, 'callback score', CASE WHEN botched THEN 1 ELSE 7 END,
                              CASE WHEN botched THEN 6 ELSE 10 END)::DOUBLE END AS callback_score
FROM (
    SELECT
        *,
        opened_at + to_hours(CASE WHEN botched AND (slot = 1 OR uniform(i, slot, 'late') < 0.7)
                                  THEN between_numbers(i, slot, 'late hours', 60, 240)
                                  ELSE between_numbers(i, slot, 'hours', 2, 46) END) AS replied_at,
        uniform(i, 0, 'topic') AS topic_draw
    FROM (
        SELECT
            i, customer_id, slot, cause IS NOT DISTINCT FROM 'complaint' AS botched,
            -- what it was about: the planted cause where there is one, otherwise anything, always the same
            CASE WHEN cause IS NULL OR cause = 'complaint'
                 THEN ['complaint', 'tariff', 'network', 'publicity', 'usage'][between_numbers(i, 0, 'about', 1, 5)]
                 ELSE cause END AS recovery_class,
            cause IS NOT DISTINCT FROM 'complaint' AND uniform(i, slot, 'appeal') < 0.05 AS appeal,
            moment(i, slot, 'opened', CASE WHEN cause = 'complaint'
                   THEN 22 + 22 * (slot - 1) + between_numbers(i, 0, 'first opened', 0, 15)
                   ELSE between_numbers(i, 0, 'first opened', 2, least(age_days, 360)) END) AS opened_at
        FROM (SELECT *, unnest([1, 2, 3]) AS slot FROM people WHERE complains AND age_days > 100)
        WHERE slot = 1 OR cause = 'complaint' AND slot <= 1 + round(severity + uniform(i, 0, 'repeats'))
        UNION ALL
        SELECT i, customer_id, slot, false AS botched, trouble AS recovery_class, slot = 10 AS appeal,
               moment(i, slot, 'opened', days_ago - between_numbers(i, slot, 'after the draw', 2, 58)) AS opened_at
        FROM (SELECT *, unnest([9, 10]) AS slot FROM people WHERE wave IS NOT NULL)
        WHERE CASE slot WHEN 9 THEN uniform(i, 0, 'comes back') < coming_back(treated)
                        ELSE uniform(i, 0, 'appeals') < appealing() END
    )
)
JOIN topic USING (recovery_class)
WHERE topic_number = floor(topic_draw * topics)
ORDER BY complaint_id
