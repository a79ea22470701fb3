-- What each body's general ledger charged to each limit and category, from its lines.
--
-- A row is what was charged in the months from_period to period. Of a ledger that is sent month by
-- month they are the same. One that reports the year to date tells what came since its last report:
-- that is one month, or the months for which there is no report and those that it ends with. A
-- category that a report leaves out stands at nothing in it.
WITH summed AS (
    SELECT body, resource_limit, category, to_date, period,
        CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
        COUNT(*) AS lines
    FROM lines
    WHERE resource_limit <> ''
    GROUP BY body, resource_limit, category, to_date, period
), reports AS (
    SELECT DISTINCT body, period FROM lines WHERE to_date
), named AS (
    SELECT DISTINCT body, resource_limit, category FROM summed WHERE to_date
), reported AS (
    SELECT body, resource_limit, category, period,
        COALESCE(charge_pence, 0) AS charge_pence,
        COALESCE(lines, 0) AS lines
    FROM named
    JOIN reports USING (body)
    LEFT JOIN (SELECT * FROM summed WHERE to_date) USING (body, resource_limit, category, period)
), moved AS (
    SELECT body, resource_limit, category, period, lines,
        1 + LAG(period, 1, 0) OVER in_turn AS from_period,
        charge_pence - LAG(charge_pence, 1, 0) OVER in_turn AS charge_pence
    FROM reported
    WINDOW in_turn AS (PARTITION BY body, resource_limit, category ORDER BY period)
    UNION ALL
    SELECT body, resource_limit, category, period, lines, period AS from_period, charge_pence
    FROM summed
    WHERE NOT to_date
)
SELECT
    body,
    resource_limit,
    category,
    CAST(MIN(from_period) AS INTEGER) AS from_period,
    period,
    CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
    CAST(SUM(lines) AS BIGINT) AS lines
FROM moved
WHERE charge_pence <> 0 OR lines > 0
GROUP BY body, resource_limit, category, period
ORDER BY body, resource_limit, category, period
