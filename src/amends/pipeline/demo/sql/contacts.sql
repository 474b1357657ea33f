-- SPDX-License-Identifier: Apache-2.0
-- Contacts of the last year: at most four a customer (slots 1 to 4). Those who cannot get on by themselves called
-- several times in the last two months (5 to 10); some of the publicity class are pestered with offers (11 to 18).
-- Those of a wave were called about it (slot 20) where their day came; nobody is called after the line was closed.

SELECT contact_id, customer_id, contacted_at, direction, purpose, channel, result
FROM (
    SELECT
        'K' || lpad((i + 1)::VARCHAR, 8, '0') || '-' || lpad(slot::VARCHAR, 2, '0') AS contact_id,
        customer_id,
        moment(i, slot, 'contact time', between_numbers(i, slot, 'contact days', 1, since)) AS contacted_at,
        direction, purpose,
        CASE WHEN direction = 'inbound'
             THEN ['CH-HOTLINE', 'CH-HOTLINE', 'CH-ONLINE', 'CH-HALL'][between_numbers(i, slot, 'channel', 1, 4)]
             ELSE 'CH-HOTLINE' END AS channel,
        CASE WHEN direction = 'inbound' OR uniform(i, slot, 'result') < 0.62 THEN 'reached'
             WHEN uniform(i, slot, 'result') < 0.93 THEN 'no_answer' ELSE 'refused' END AS result,
        closed_date
    FROM (
        SELECT
            *,
            CASE WHEN slot > 10 THEN 75 WHEN slot > 4 THEN 60 ELSE least(360, age_days) END AS since,
            CASE WHEN slot <= 10 AND (slot > 4 OR kind < 0.5) THEN 'inbound' ELSE 'outbound' END AS direction,
            CASE WHEN slot > 10 THEN 'commercial' WHEN slot > 4 OR kind < 0.6 THEN 'service'
                 WHEN kind < 0.93 THEN 'commercial' WHEN kind < 0.98 THEN 'survey' ELSE 'recovery' END AS purpose
        FROM (
            SELECT *, uniform(i, slot, 'contact kind') AS kind
            FROM (
                SELECT *, unnest(CASE cause WHEN 'usage' THEN range(1, 11)
                                            WHEN 'publicity' THEN range(1, 5) || range(11, 19)
                                            ELSE range(1, 5) END) AS slot
                FROM people WHERE age_days > 60
            )
        )
        WHERE CASE WHEN slot <= 4 THEN uniform(i, slot, 'contacted') < 0.15
                   WHEN slot <= 10 THEN slot <= 6 + round(4 * severity * uniform(i, 0, 'calls in'))
                   ELSE uniform(i, 0, 'how misled') >= 0.55 AND slot <= 14 + round(4 * severity) END
    )
    UNION ALL
    SELECT
        'K' || lpad((i + 1)::VARCHAR, 8, '0') || '-20', customer_id, approached_at(i, days_ago) + INTERVAL 2 HOURS,
        'outbound', 'recovery', 'CH-HOTLINE',
        CASE WHEN uniform(i, 20, 'result') < 0.72 THEN 'reached' WHEN uniform(i, 20, 'result') < 0.96 THEN 'no_answer'
             ELSE 'refused' END,
        closed_date
    FROM people WHERE wave IS NOT NULL AND treated AND uniform(i, 0, 'approached') < 0.93
)
WHERE closed_date IS NULL OR contacted_at < closed_date
