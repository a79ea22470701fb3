-- The lines of the general ledger, summed anew, where they differ from the balance cells: no rows.
WITH summed AS (
    SELECT body, period, lane, account, category, resource_limit,
        CAST(SUM(debit_pence) AS BIGINT) AS debit_pence,
        CAST(SUM(credit_pence) AS BIGINT) AS credit_pence,
        CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
        COUNT(*) AS lines
    FROM lines
    GROUP BY body, period, lane, account, category, resource_limit
), kept AS (
    SELECT body, period, lane, account, category, resource_limit,
        CAST(SUM(debit_pence) AS BIGINT) AS debit_pence,
        CAST(SUM(credit_pence) AS BIGINT) AS credit_pence,
        CAST(SUM(charge_pence) AS BIGINT) AS charge_pence,
        CAST(SUM(lines) AS BIGINT) AS lines
    FROM cells
    GROUP BY body, period, lane, account, category, resource_limit
)
SELECT 'lines' AS side, * FROM (SELECT * FROM summed EXCEPT SELECT * FROM kept)
UNION ALL
SELECT 'cells' AS side, * FROM (SELECT * FROM kept EXCEPT SELECT * FROM summed)
ORDER BY 2, 3, 4, 5, 6, 1
