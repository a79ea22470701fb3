-- The year to date and the forecast of every body and category, in revenue, as of month $month.
--
-- Amounts are whole pence, costs positive; a variance is favourable where it is positive. What is not
-- known is NULL and never 0: the actual to date, where a month was not reported, by the body or in
-- the category since its first; the forecast, where the body made none in the month. The budget to
-- date is not here: it falls by the shape of a profile and is rounded, and SQL only adds up.
WITH budget AS (
    SELECT body, category, CAST(SUM(-pence) AS BIGINT) AS budget_pence
    FROM resource
    WHERE resource_limit = 'revenue'
        AND account IN ('retained', 'delegated', 'headroom case')
        AND period <= $month
    GROUP BY body, category
), revenue AS (
    SELECT body, category, source, period, pence, adjusting, to_date
    FROM figures
    WHERE resource_limit = 'revenue'
        AND source IN ('actuals', 'forecasts')
        AND period <= $month
), actual AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS actual_ytd_pence
    FROM revenue
    WHERE source = 'actuals' AND (period = $month OR NOT to_date)
    GROUP BY body, category
), body_reports AS (
    SELECT body,
        CASE
            WHEN BOOL_OR(to_date) THEN BOOL_OR(period = $month)
            ELSE COUNT(DISTINCT period) = $month
        END AS is_whole
    FROM revenue
    WHERE source = 'actuals' AND NOT adjusting
    GROUP BY body
), category_reports AS (
    SELECT body, category,
        CASE
            WHEN BOOL_OR(to_date) THEN BOOL_OR(period = $month)
            ELSE COUNT(DISTINCT period) = $month - MIN(period) + 1
        END AS is_whole
    FROM revenue
    WHERE source = 'actuals' AND NOT adjusting
    GROUP BY body, category
), forecast AS (
    SELECT body, category, CAST(SUM(pence) AS BIGINT) AS forecast_pence
    FROM revenue
    WHERE source = 'forecasts' AND period = $month
    GROUP BY body, category
), forecasting AS (
    SELECT DISTINCT body FROM forecast
), named AS (
    SELECT body, category FROM budget
    UNION
    SELECT body, category FROM revenue
), shown AS (
    SELECT
        named.body,
        named.category,
        COALESCE(budget_pence, 0) AS budget_pence,
        CASE
            WHEN body_reports.is_whole AND COALESCE(category_reports.is_whole, TRUE)
                THEN COALESCE(actual_ytd_pence, 0)
        END AS actual_ytd_pence,
        CASE
            WHEN forecasting.body IS NOT NULL THEN COALESCE(forecast_pence, 0)
        END AS forecast_pence
    FROM named
    LEFT JOIN budget ON budget.body = named.body AND budget.category = named.category
    LEFT JOIN actual ON actual.body = named.body AND actual.category = named.category
    LEFT JOIN body_reports ON body_reports.body = named.body
    LEFT JOIN category_reports
        ON category_reports.body = named.body AND category_reports.category = named.category
    LEFT JOIN forecast ON forecast.body = named.body AND forecast.category = named.category
    LEFT JOIN forecasting ON forecasting.body = named.body
)
SELECT
    body,
    category,
    budget_pence,
    actual_ytd_pence,
    forecast_pence,
    budget_pence - forecast_pence AS variance_forecast_pence
FROM shown
ORDER BY body, category
