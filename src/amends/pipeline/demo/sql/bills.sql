-- SPDX-License-Identifier: Apache-2.0
-- One month's bills, in 分: the fee, small extras spread as a lognormal, what was used above the plan, optional
-- services, and the charges that nobody confirmed. One bill in 500 holds a one-off such as roaming.

SELECT
    customer_id, month, fee + extras + out_of_bundle + value_added AS amount, fee AS plan_fee,
    out_of_bundle, value_added, unconfirmed, arrears, NULL::BIGINT AS credits, NULL::BIGINT AS refunds
FROM (
    SELECT
        customer_id, month, fee, extras, out_of_bundle, unconfirmed, arrears,
        unconfirmed + optional AS value_added
    FROM (
        SELECT
            *,
            round(0.08 * exp(0.6 * normal(i, $ago, 'extras')) * season(month) * fee)::BIGINT
                + CASE WHEN uniform(i, $ago, 'one-off') < 0.002
                       THEN between_numbers(i, $ago, 'one-off amount', 3000, 20000) ELSE 0 END AS extras,
            round(greatest(data_share - 1, 0) * plan_data_mb / 1024 * 200)::BIGINT
                + round(greatest(voice_share - 1, 0) * plan_minutes * 10)::BIGINT
                + CASE WHEN overcharged(i, $ago)
                       THEN round(fee * ((1.5 + CASE WHEN $ago = 1 THEN 1 ELSE 0 END) * severity
                                  + CASE WHEN $ago = 1 AND severity > 0.92 THEN 5 ELSE 0 END))::BIGINT
                       ELSE 0 END AS out_of_bundle,
            CASE WHEN uniform(i, 0, 'optional') < 0.18
                 THEN between_numbers(i, 0, 'optional amount', 3, 25) * 100 ELSE 0 END AS optional,
            CASE WHEN unasked(i, $ago)
                 THEN round(100 + 2900 * severity)::BIGINT
                 WHEN uniform(i, $ago, 'unconfirmed') < 0.0008 THEN 500
                 ELSE 0 END AS unconfirmed,
            CASE WHEN uniform(i, $ago, 'arrears') < 0.02 THEN round(fee * 0.8)::BIGINT ELSE 0 END AS arrears
        FROM spending($ago)
    )
)
