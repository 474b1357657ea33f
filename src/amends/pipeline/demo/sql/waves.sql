-- SPDX-License-Identifier: Apache-2.0
-- The members of past waves of recovery, as the desk would have written them: chance had drawn beforehand.

SELECT
    wave::VARCHAR AS wave_id,
    customer_id,
    customer_id AS account,
    CASE WHEN treated THEN 'treated' ELSE 'control' END AS arm,
    '' AS stratum,
    trouble AS recovery_class,
    unit_code,
    round(dissatisfied_probability, 4) AS probability,
    drawn_at(days_ago) AS assigned_at,
    drawn_at(days_ago) + INTERVAL 60 DAYS AS horizon_at,
    CASE WHEN treated AND uniform(i, 0, 'approached') < 0.93 THEN approached_at(i, days_ago) END AS approached_at
FROM people
WHERE wave IS NOT NULL
ORDER BY wave, i
