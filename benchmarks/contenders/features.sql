-- SPDX-License-Identifier: Apache-2.0
-- The product's features, written by hand for DuckDB: what the generic layer is measured against.
-- data is the folder of the feeds; d the day of the run, now its start in UTC, m3 the month three before it.

WITH
bill AS (
    SELECT
        customer_id,
        count(*) AS bills_12,
        sum(amount::DOUBLE) AS billed_12,
        sum(amount::DOUBLE) FILTER (month = $m1) AS bill_last,
        count(*) FILTER (month BETWEEN $m4 AND $m2) AS bills_before,
        sum(amount::DOUBLE) FILTER (month BETWEEN $m4 AND $m2) AS billed_before,
        sum(amount::DOUBLE) FILTER (month >= $m3) AS billed_recent,
        sum(out_of_bundle::DOUBLE) FILTER (month >= $m3) AS over_recent,
        count(*) FILTER (month >= $m3 AND out_of_bundle > 0) AS over_months,
        sum(value_added::DOUBLE) FILTER (month >= $m3) AS value_added_recent,
        sum(unconfirmed::DOUBLE) FILTER (month >= $m3) AS unconfirmed_recent,
        sum(arrears::DOUBLE) FILTER (month = $m1) AS arrears_last,
        count(*) FILTER (month >= $m6 AND arrears > 0) AS arrears_months
    FROM read_parquet('$data/bills-*.parquet')
    WHERE month >= $m12 AND month < $m0
    GROUP BY customer_id
),
used AS (
    SELECT
        customer_id,
        sum(data_mb) FILTER (month = $m1) AS data_last,
        sum(data_mb) FILTER (month < $m1) AS data_before,
        count(*) FILTER (month < $m1) AS usage_before,
        sum(voice_minutes) FILTER (month = $m1) AS voice_last,
        sum(voice_minutes) FILTER (month < $m1) AS voice_before,
        sum(data_mb) FILTER (month >= $m3) AS data_recent,
        count(*) FILTER (month >= $m3) AS usage_recent,
        sum(online_failures::DOUBLE) FILTER (month >= $m3) AS online_failures,
        sum(unused_services::DOUBLE) FILTER (month = $m1) AS unused_services
    FROM read_parquet('$data/usage-*.parquet')
    WHERE month >= $m4 AND month < $m0
    GROUP BY customer_id
),
net AS (
    SELECT
        customer_id,
        sum(days::DOUBLE) AS network_days,
        sum(calls::DOUBLE) AS calls,
        sum(dropped_calls::DOUBLE) AS dropped,
        sum(failed_calls::DOUBLE) AS failed,
        sum(sessions::DOUBLE) AS sessions,
        sum(poor_sessions::DOUBLE) AS poor,
        sum(weak_minutes) AS weak,
        sum(poor_days::DOUBLE) AS poor_days
    FROM read_parquet('$data/network-*.parquet')
    WHERE period_date >= DATE $d - 92 AND period_date < DATE $d AND DATE $d - period_date >= coalesce(days, 1)
    GROUP BY customer_id
),
complained AS (
    SELECT
        customer_id,
        count(*) AS complaints_365,
        count(*) FILTER (recent) AS complaints_90,
        count(*) FILTER (NOT closed) AS open_complaints,
        max(DATE $d - (opened_at + INTERVAL 8 HOURS)::DATE) FILTER (NOT closed) AS oldest_open_days,
        count(*) FILTER (recent AND opened_at <= previous_at + INTERVAL 30 DAYS) AS repeats,
        count(*) FILTER (recent AND promised_at < $now
                         AND NOT coalesce(replied_at < $now AND replied_at <= promised_at, false)) AS overdue,
        sum(reopened::DOUBLE) FILTER (recent) AS reopened,
        max(transfers) FILTER (recent) AS transfers,
        count(*) FILTER (recent AND closed AND callback_score <= 6) AS low_callbacks,
        count(*) FILTER (recent AND closed AND NOT customer_confirmed) AS unconfirmed_closures,
        count(*) FILTER (recent AND recovery_class = 'network') AS network_complaints,
        count(*) FILTER (recent AND recovery_class = 'publicity') AS publicity_complaints
    FROM (
        SELECT
            *,
            opened_at >= $now - INTERVAL 90 DAYS AS recent,
            coalesce(closed_at < $now, false) AS closed,
            lag(opened_at) OVER (PARTITION BY customer_id, recovery_class ORDER BY opened_at, complaint_id) AS previous_at
        FROM read_parquet('$data/complaints.parquet')
    )
    WHERE opened_at < $now AND opened_at >= $now - INTERVAL 365 DAYS
    GROUP BY customer_id
),
promised AS (
    SELECT
        customer_id,
        count(*) FILTER (kept_at IS NULL OR kept_at >= $now) AS broken_promises,
        count(*) FILTER (kept_at < $now AND kept_at > due_at) AS late_promises
    FROM read_parquet('$data/promises.parquet')
    WHERE due_at < $now AND due_at >= $now - INTERVAL 180 DAYS AND made_at < $now
      AND NOT coalesce(withdrawn_at < $now, false)
    GROUP BY customer_id
),
contacted AS (
    SELECT
        customer_id,
        count(*) FILTER (direction = 'outbound' AND purpose = 'commercial') AS commercial_contacts,
        count(*) FILTER (contacted_at >= $now - INTERVAL 30 DAYS AND direction = 'inbound' AND purpose = 'service')
            AS service_calls
    FROM read_parquet('$data/contacts.parquet')
    WHERE contacted_at < $now AND contacted_at >= $now - INTERVAL 90 DAYS
    GROUP BY customer_id
)
SELECT
    customer_id,
    coalesce(complaints_90, 0)::DOUBLE AS complaints_90d,
    coalesce(repeats, 0)::DOUBLE AS repeat_complaints,
    coalesce(overdue, 0)::DOUBLE AS overdue_complaints,
    coalesce(reopened, 0) AS reopened_complaints,
    coalesce(transfers, 0)::DOUBLE AS complaint_transfers,
    coalesce(low_callbacks, 0)::DOUBLE AS low_callbacks,
    coalesce(unconfirmed_closures, 0)::DOUBLE AS unconfirmed_closures,
    coalesce(oldest_open_days, 0)::DOUBLE AS open_complaint_days,
    round(bill_last * bills_before / nullif(billed_before, 0), 9) AS bill_shock,
    CASE WHEN bill_last * bills_before < billed_before THEN 0
         ELSE round((bill_last * bills_before - billed_before) / nullif(bills_before * 100, 0), 9) END AS bill_rise_yuan,
    (bill_last * bills_before > nullif(billed_before, 0) * 5)::DOUBLE AS sudden_bill,
    over_months::DOUBLE AS out_of_bundle_months,
    round(over_recent / nullif(billed_recent, 0), 9) AS out_of_bundle_share,
    over_recent / 100 AS out_of_bundle_yuan,
    round(value_added_recent / nullif(billed_recent, 0), 9) AS value_added_share,
    unconfirmed_recent / 100 AS unconfirmed_yuan,
    arrears_last / 100 AS arrears_yuan,
    arrears_months::DOUBLE AS arrears_months,
    round(data_recent / nullif(plan_data_mb * usage_recent, 0), 9) AS bundle_use,
    round(dropped / nullif(calls, 0), 9) AS dropped_rate,
    round(failed / nullif(calls, 0), 9) AS failed_rate,
    round(poor / nullif(sessions, 0), 9) AS poor_session_rate,
    round(weak * 30 / nullif(network_days, 0), 9) AS weak_minutes,
    poor_days,
    coalesce(network_complaints, 0)::DOUBLE AS network_complaints,
    coalesce(broken_promises, 0)::DOUBLE AS broken_promises,
    coalesce(late_promises, 0)::DOUBLE AS late_promises,
    coalesce(publicity_complaints, 0)::DOUBLE AS publicity_complaints,
    coalesce(commercial_contacts, 0)::DOUBLE AS commercial_contacts,
    CASE WHEN commercial_consent THEN 0 ELSE coalesce(commercial_contacts, 0) END::DOUBLE AS unwanted_contacts,
    CASE WHEN data_last * usage_before > data_before THEN 0
         ELSE round((data_before - data_last * usage_before) / nullif(data_before, 0), 9) END AS data_decline,
    CASE WHEN voice_last * usage_before > voice_before THEN 0
         ELSE round((voice_before - voice_last * usage_before) / nullif(voice_before, 0), 9) END AS voice_decline,
    online_failures,
    unused_services,
    coalesce(service_calls, 0)::DOUBLE AS service_calls,
    (year(DATE $d) * 12 + month(DATE $d) - year(joined_date) * 12 - month(joined_date))::DOUBLE AS tenure_months,
    plan_fee / 100 AS plan_fee_yuan,
    round(billed_12 / nullif(bills_12 * 100, 0), 9) AS bill_mean_yuan,
    CASE value_tier WHEN 'standard' THEN 0 WHEN 'silver' THEN 1 WHEN 'gold' THEN 2 WHEN 'diamond' THEN 3 END::DOUBLE
        AS value_rank,
    coalesce(complaints_365, 0)::DOUBLE AS complaints_365d,
    coalesce(open_complaints, 0)::DOUBLE AS open_complaints,
    coalesce(bills_12, 0)::DOUBLE AS bills_12m,
    coalesce(usage_recent, 0)::DOUBLE AS usage_3m
FROM read_parquet('$data/subscribers.parquet')
LEFT JOIN bill USING (customer_id)
LEFT JOIN used USING (customer_id)
LEFT JOIN net USING (customer_id)
LEFT JOIN complained USING (customer_id)
LEFT JOIN promised USING (customer_id)
LEFT JOIN contacted USING (customer_id)
