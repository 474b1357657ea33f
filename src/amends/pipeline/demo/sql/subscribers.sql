-- SPDX-License-Identifier: Apache-2.0
-- Who has which line. The service numbers cannot be dialled: lines start with 13 to 19, and 111 is the
-- network's own test prefix. 7919 shares no factor with 10^8, so that no two customers get one number.

SELECT
    customer_id,
    CASE WHEN plan.kind = 'enterprise'
         THEN region || '拾光示例商户' || lpad((i % 1000000)::VARCHAR, 6, '0') || '号'
         ELSE family || given END AS name,
    '111' || lpad(((i * 7919 + 20260101) % 100000000)::VARCHAR, 8, '0') AS service_number,
    CASE WHEN i % 5 < 2 THEN 'c' || lpad(i::VARCHAR, 6, '0') || '@kehu.example' END AS email,
    unit_code,
    region,
    CASE WHEN rural THEN 'rural' ELSE 'urban' END AS settlement,
    plan.kind AS customer_kind,
    plan.code AS plan_code,
    plan.name AS plan_name,
    people.fee AS plan_fee,
    people.plan_data_mb::DOUBLE AS plan_data_mb,
    people.plan_minutes::DOUBLE AS plan_minutes,
    CASE WHEN worth > 0.93 THEN 'diamond' WHEN worth > 0.72 THEN 'gold' WHEN worth > 0.52 THEN 'silver'
         ELSE 'standard' END AS value_tier,
    joined_date,
    CASE WHEN closed_date IS NOT NULL THEN 'closed' WHEN uniform(i, 0, 'line state') < 0.975 THEN 'active'
         WHEN uniform(i, 0, 'line state') < 0.99 THEN 'suspended' ELSE 'active' END AS line_state,
    closed_date,
    uniform(i, 0, 'do not contact') < 0.03 AS do_not_contact,
    uniform(i, 0, 'do not contact') >= 0.03 AND uniform(i, 0, 'commercial') < 0.55 AS commercial_consent,
    uniform(i, 0, 'do not contact') >= 0.03 AND uniform(i, 0, 'survey consent') < 0.93 AS survey_consent
FROM (
    SELECT
        *,
        0.5 * uniform(i, 0, 'worth') + 0.5 * least(fee / 16000, 1) AS worth,
        floor(uniform(i, 0, 'surname') * 1000)::INTEGER AS surname_slot,
        floor(uniform(i, 0, 'given') * (SELECT count(*) FROM given))::INTEGER AS given_number
    FROM people
) AS people
JOIN plan USING (plan_slot)
JOIN surname USING (surname_slot)
JOIN given USING (given_number)
