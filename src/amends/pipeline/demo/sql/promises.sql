-- SPDX-License-Identifier: Apache-2.0
-- Promises as they stand on the day of the run: a few customers were promised something and got it in time, or let it go;
-- three in four of those misled by publicity did not get it, or got it weeks late.

SELECT
    'P' || lpad((i + 1)::VARCHAR, 8, '0') || '-' || slot AS promise_id,
    customer_id, due_at - INTERVAL 30 DAYS AS made_at, due_at,
    CASE WHEN broken OR withdrawn THEN NULL WHEN late THEN known(due_at + to_days(late_days::INTEGER))
         ELSE known(due_at - to_hours(between_numbers(i, slot, 'early hours', 1, 200))) END AS kept_at,
    CASE WHEN broken AND uniform(i, slot, 'recorded') < 0.75 THEN known(due_at + INTERVAL 3 DAYS) END AS broken_at,
    CASE WHEN withdrawn THEN known(due_at - INTERVAL 5 DAYS) END AS withdrawn_at,
    NULL::VARCHAR AS kind, NULL::BIGINT AS amount, NULL::VARCHAR AS check_kind, NULL::BIGINT AS check_amount
FROM (
    SELECT
        i, customer_id, slot,
        moment(i, slot, 'due', CASE WHEN misled THEN between_numbers(i, slot, 'due days', 22, 85)
                                     ELSE between_numbers(i, slot, 'due days', -20, least(330, age_days - 31)) END) AS due_at,
        misled AND uniform(i, slot, 'broken') < 0.6 AS broken,
        misled OR uniform(i, slot, 'late') < 0.03 AS late,
        NOT misled AND uniform(i, slot, 'withdrawn') < 0.02 AS withdrawn,
        CASE WHEN misled THEN between_numbers(i, slot, 'late days', 5, 35) ELSE 1 END AS late_days
    FROM (
        SELECT *, cause IS NOT DISTINCT FROM 'publicity' AND uniform(i, 0, 'how misled') < 0.75 AS misled
        FROM (SELECT *, unnest([1, 2, 3]) AS slot FROM people WHERE age_days > 100)
    )
    WHERE CASE WHEN misled THEN slot <= 1 + round(severity + uniform(i, 0, 'promises'))
               ELSE slot = 1 AND uniform(i, 0, 'promised') < 0.05 END
)
