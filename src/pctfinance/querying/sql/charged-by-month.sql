-- What each body's general ledger charged to each limit and category, month by month, from its lines.
SELECT
    body,
    resource_limit,
    category,
    period,
    CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
    COUNT(*) AS lines
FROM lines
WHERE resource_limit <> ''
GROUP BY body, resource_limit, category, period
ORDER BY body, resource_limit, category, period
