-- SPDX-License-Identifier: Apache-2.0
-- One month's use. The usage class cannot do things online, leaves services unused, and uses less and less.

SELECT
    customer_id, month,
    round(data_share * plan_data_mb, 1) AS data_mb,
    round(voice_share * plan_minutes, 1) AS voice_minutes,
    incidents(i, $ago, 'messages', 6) AS sms_count,
    incidents(i, $ago, 'failures', CASE WHEN struck(i, $ago, 'usage') THEN 5 * severity ELSE 0.08 END) AS online_failures,
    CASE WHEN uniform(i, 0, 'unused') < 0.03 THEN 1 ELSE 0 END
        + CASE WHEN struck(i, $ago, 'usage') THEN round(2.4 * severity)::BIGINT ELSE 0 END
        AS unused_services,
    NULL::BIGINT AS bonus_mb
FROM spending($ago)
