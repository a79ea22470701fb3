-- The year to date and the forecast of every body and category, in revenue, as of month $month.
--
-- Amounts are whole pence, costs positive; a variance is favourable where it is positive. The budget
-- to date is not here: it falls by the shape of a profile and is rounded, and SQL only adds up.
WITH budget AS (
    SELECT body, category, CAST(SUM(-pence) AS BIGINT) AS budget_pence
    FROM resource
    WHERE resource_limit = 'revenue'
        AND account IN ('retained', 'delegated', 'headroom case')
        AND period <= $month
    GROUP BY body, category
), actual AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS actual_ytd_pence
    FROM figures
    WHERE resource_limit = 'revenue'
        AND source = 'actuals'
        AND CASE WHEN to_date THEN period = $month ELSE period <= $month END
    GROUP BY body, category
), forecast AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS forecast_pence
    FROM figures
    WHERE resource_limit = 'revenue' AND source = 'forecasts' AND period = $month
    GROUP BY body, category
), named AS (
    SELECT body, category FROM budget
    UNION
    SELECT body, category
    FROM figures
    WHERE resource_limit = 'revenue'
        AND source IN ('actuals', 'forecasts')
        AND period <= $month
)
SELECT
    named.body,
    named.category,
    COALESCE(budget_pence, 0) AS budget_pence,
    actual_ytd_pence,
    forecast_pence,
    COALESCE(budget_pence, 0) - forecast_pence AS variance_forecast_pence
FROM named
LEFT JOIN budget ON budget.body = named.body AND budget.category = named.category
LEFT JOIN actual ON actual.body = named.body AND actual.category = named.category
LEFT JOIN forecast ON forecast.body = named.body AND forecast.category = named.category
ORDER BY named.body, named.category
