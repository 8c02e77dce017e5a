# The same cases as make.py drew, by R: writes r/NAME.json with one expected value a case.
# Run in this folder after make.py. Versions stand in README.md.

suppressPackageStartupMessages({
  library(jsonlite); library(psych); library(multilevel); library(lme4); library(clubSandwich)
  library(survey); library(metafor); library(coin); library(VGAM); library(irr); library(effsize)
})

cases <- function(name) fromJSON(paste0(name, ".json"), simplifyVector = FALSE)$cases
numbers <- function(list) vapply(list, function(v) if (is.null(v)) NA_real_ else as.numeric(v), 0)
table_of <- function(rows) do.call(rbind, lapply(rows, numbers))
one <- function(x) unbox(signif(as.numeric(x), 12))
many <- function(x) signif(as.numeric(x), 12)

write <- function(name, reference, expect) {
  expected <- lapply(cases(name), function(case) expect(case$input))
  text <- toJSON(list(reference = unbox(reference), expected = expected),
                 digits = NA, null = "null", na = "null")
  writeLines(text, file.path("r", paste0(name, ".json")))
}

# --- Agreement ---

# A table without any gap takes another way through irr 0.84.1 that holds for two coders only; an
# empty unit, which counts for nothing, keeps it off that way.
write("krippendorff_alpha", "irr 0.84.1, kripp.alpha (with an empty unit)", function(input)
  one(kripp.alpha(cbind(t(table_of(input$rows)), NA), method = input$level)$value))

square <- function(input) {
  p <- table_of(input$pairs)
  k <- input$categories
  m <- matrix(0, k, k)
  for (i in seq_len(nrow(p))) m[p[i, 1] + 1, p[i, 2] + 1] <- m[p[i, 1] + 1, p[i, 2] + 1] + p[i, 3]
  m
}
write("cohen_kappa", "psych 2.2.9, cohen.kappa", function(input)
  one(suppressWarnings(cohen.kappa(square(input), n.obs = 100))$kappa))
write("weighted_kappa", "psych 2.2.9, cohen.kappa", function(input)
  one(suppressWarnings(cohen.kappa(square(input), n.obs = 100))$weighted.kappa))

write("fleiss_kappa", "irr 0.84.1, kappam.fleiss", function(input) {
  counts <- table_of(input$counts)
  ratings <- t(apply(counts, 1, function(row) rep(seq_along(row), row)))
  k <- kappam.fleiss(ratings)
  list(kappa = one(k$value), z = one(k$statistic))
})

write("shrout_fleiss", "psych 2.2.9, ICC(lmer = FALSE)", function(input) {
  r <- ICC(table_of(input$rows), lmer = FALSE)$results
  interval <- function(i) many(c(r[i, "lower bound"], r[i, "upper bound"]))
  list(one = one(r$ICC[1]), two = one(r$ICC[2]), three = one(r$ICC[3]), one_mean = one(r$ICC[4]),
       two_mean = one(r$ICC[5]), three_mean = one(r$ICC[6]), f = many(r$F[c(1, 3)]),
       intervals = list(interval(1), interval(2), interval(3)))
})

write("shrout_fleiss_gaps", "stats 4.2.2, drop1(lm), solved by hand", function(input) {
  x <- table_of(input$rows)
  d <- na.omit(data.frame(y = as.vector(x), t = factor(row(x)), r = factor(col(x))))
  n <- nlevels(d$t); k <- nlevels(d$r); N <- nrow(d)
  full <- lm(y ~ t + r, d)
  d1 <- drop1(full)
  error <- deviance(full) / df.residual(full)
  thing <- (d1["t", "Sum of Sq"] - (n - 1) * error) / (N - k)
  rater <- (d1["r", "Sum of Sq"] - (k - 1) * error) / (N - n)
  h <- n / sum(1 / table(d$t))
  list(two = one(thing / (thing + rater + error)), three = one(thing / (thing + error)),
       two_mean = one(thing / (thing + (rater + error) / h)), three_mean = one(thing / (thing + error / h)))
})

write("group_correlation", "multilevel 2.7, ICC1 and ICC2 of aov", function(input) {
  y <- unlist(input$groups)
  g <- factor(rep(seq_along(input$groups), lengths(input$groups)))
  a <- aov(y ~ g)
  list(one = one(ICC1(a)), two = one(ICC2(a)), f = one(summary(a)[[1]][1, "F value"]))
})

write("cronbach_alpha", "psych 2.2.9, alpha (raw_alpha, complete rows)", function(input) {
  x <- na.omit(table_of(input$rows))
  list(point = one(suppressWarnings(suppressMessages(
    psych::alpha(as.data.frame(x), check.keys = FALSE, warnings = FALSE)$total$raw_alpha))))
})

null_variance <- function(input)
  switch(input$null, uniform = (input$steps^2 - 1) / 12, slight_skew = 1.34, normal = 1.04)
write("rwg", "multilevel 2.7, rwg where above 0 (it cuts there)", function(input) {
  x <- numbers(input$ratings)
  value <- multilevel::rwg(x, rep(1, length(x)), null_variance(input))$rwg
  if (value > 0) one(value) else NULL
})
write("rwg_j", "multilevel 2.7, rwg.j", function(input) {
  x <- table_of(input$raters)
  one(rwg.j(x, rep(1, nrow(x)), null_variance(input))$rwg.j)
})
write("rwg_star_j", "multilevel 2.7, rwg.j.lindell", function(input) {
  x <- table_of(input$raters)
  one(rwg.j.lindell(x, rep(1, nrow(x)), null_variance(input))$rwg.lindell)
})

# --- Means, effects, tests ---

write("welch", "stats 4.2.2, t.test", function(input) {
  a <- numbers(input$first); b <- numbers(input$second)
  t <- t.test(a, b, conf.level = input$level)
  low <- t.test(a, b, mu = -input$margin, alternative = "greater")
  high <- t.test(a, b, mu = input$margin, alternative = "less")
  list(standard_error = one(t$stderr), freedom = one(t$parameter), t = one(t$statistic),
       p = one(t$p.value), interval = many(t$conf.int),
       equivalence = list(t_low = one(low$statistic), p_low = one(low$p.value),
                          t_high = one(high$statistic), p_high = one(high$p.value)))
})
write("one_sample", "stats 4.2.2, t.test", function(input) {
  t <- t.test(numbers(input$sample), mu = input$null, conf.level = input$level)
  list(standard_error = one(t$stderr), freedom = one(t$parameter), t = one(t$statistic),
       p = one(t$p.value), interval = many(t$conf.int - input$null))
})

# One row a trial; standard error of the difference at once, degrees of freedom of each group.
write("clustered_difference", "clubSandwich 0.5.8, vcovCR(type = 'CR2') and coef_test of each group; Welch's rule", function(input) {
  rows <- function(group, name) do.call(rbind, lapply(seq_along(group), function(i) {
    x <- group[[i]][[1]]; n <- group[[i]][[2]]
    if (n == 0) NULL else data.frame(y = rep(c(1, 0), c(x, n - x)), id = paste0(name, i), group = name)
  }))
  d <- rbind(rows(input$first, "a"), rows(input$second, "b"))
  d$group <- relevel(factor(d$group), "b")
  whole <- lm(y ~ group, d)
  v <- vcovCR(whole, cluster = d$id, type = "CR2")
  side <- lapply(c("a", "b"), function(g) {
    part <- d[d$group == g, ]
    m <- lm(y ~ 1, part)
    test <- coef_test(m, vcov = "CR2", cluster = part$id, test = "Satterthwaite")
    c(test$SE^2, if (is.null(test$df)) test$df_Satt else test$df)
  })
  f <- (side[[1]][1] + side[[2]][1])^2 / (side[[1]][1]^2 / side[[1]][2] + side[[2]][1]^2 / side[[2]][2])
  list(point = one(coef(whole)[2]), standard_error = one(sqrt(v[2, 2])), freedom = one(f))
})

write("hedges_g", "effsize 0.8.1, cohen.d(hedges.correction = TRUE)", function(input)
  list(point = one(cohen.d(numbers(input$first), numbers(input$second), hedges.correction = TRUE)$estimate)))
# return.dm = TRUE: the quicker way of effsize 0.8.1 miscounts where all of one group lie between two
# neighbours of the other.
write("cliffs_delta", "effsize 0.8.1, cliff.delta(use.normal = TRUE, return.dm = TRUE) where its variance passes Cliff's least", function(input) {
  a <- numbers(input$first); b <- numbers(input$second)
  e <- suppressWarnings(cliff.delta(a, b, use.normal = TRUE, return.dm = TRUE))
  n <- length(a) * length(b)
  if (e$var >= (1 - e$estimate^2) / (n - 1) && abs(e$estimate) < 1 && all(abs(e$conf.int) <= 1))
    list(point = one(e$estimate), standard_error = one(sqrt(e$var)), interval = many(e$conf.int))
  else list(point = one(e$estimate))
})
write("log_odds_ratio", "metafor 3.8, escalc('OR', add = 1/2, to = 'all')", function(input) {
  x <- numbers(input$first); y <- numbers(input$second)
  e <- escalc("OR", ai = x[1], n1i = x[2], ci = y[1], n2i = y[2], add = 1/2, to = "all")
  list(point = one(e$yi), standard_error = one(sqrt(e$vi)))
})
write("share_difference", "stats 4.2.2, prop.test(correct = FALSE) of each share, joined by hand", function(input) {
  x <- numbers(input$first); y <- numbers(input$second)
  a <- suppressWarnings(prop.test(x[1], x[2], conf.level = input$level, correct = FALSE)$conf.int)
  b <- suppressWarnings(prop.test(y[1], y[2], conf.level = input$level, correct = FALSE)$conf.int)
  p <- x[1] / x[2]; q <- y[1] / y[2]
  list(point = one(p - q), interval = many(c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2),
                                             p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))))
})
for (m in list(c("holm", "holm"), c("benjamini_hochberg", "BH"), c("benjamini_yekutieli", "BY")))
  write(m[1], paste0("stats 4.2.2, p.adjust('", m[2], "')"), function(input)
    many(p.adjust(numbers(input$p), m[2])))

write("permutation_p", "coin 1.4-2, oneway_test(distribution = 'exact')", function(input) {
  a <- numbers(input$first); b <- numbers(input$second)
  g <- factor(rep(c("a", "b"), c(length(a), length(b))))
  one(coin::pvalue(oneway_test(c(a, b) ~ g, distribution = "exact")))
})

write("permutation_equivalence", "coin 1.4-2, oneway_test(distribution = 'exact') of both sides", function(input) {
  a <- numbers(input$first); b <- numbers(input$second)
  g <- factor(rep(c("a", "b"), c(length(a), length(b))))
  p <- function(shift, side)
    coin::pvalue(oneway_test(c(a + shift, b) ~ g, distribution = "exact", alternative = side))
  one(max(p(input$margin, "greater"), p(-input$margin, "less")))
})

# --- Shares of clustered counts ---

replicates <- function(x, n, id = seq_along(x)) {
  d <- data.frame(x = x, n = n, id = id)
  as.svrepdesign(svydesign(~id, weights = ~1, data = d), type = "JK1", mse = FALSE, fpc = NULL)
}
write("share", "survey 4.1-1, svyratio(JK1)", function(input) {
  c <- table_of(input$clusters)
  c <- c[c[, 2] > 0, ]
  r <- svyratio(~x, ~n, replicates(c[, 1], c[, 2]))
  if (SE(r) > 0) list(point = one(coef(r)), standard_error = one(SE(r))) else list(point = one(coef(r)))
})
write("pulled_share", "survey 4.1-1, withReplicates(JK1)", function(input) {
  own <- table_of(input$clusters); all <- table_of(input$total); s <- input$strength
  d <- data.frame(x = own[, 1], n = own[, 2], y = all[, 1], m = all[, 2])[all[, 2] > 0, ]
  d$id <- seq_len(nrow(d))
  design <- as.svrepdesign(svydesign(~id, weights = ~1, data = d), type = "JK1", mse = FALSE)
  # Its weights make up for the cluster left out; the strength counts bare trials.
  drawn <- withReplicates(design, function(w, d) {
    w <- as.numeric(w > 0)
    (sum(w * d$x) + s * sum(w * d$y) / sum(w * d$m)) / (sum(w * d$n) + s)
  })
  list(point = one(coef(drawn)), standard_error = one(SE(drawn)))
})
write("jackknife_covariance", "survey 4.1-1, withReplicates(JK1), where both have all clusters", function(input) {
  a <- table_of(input$first); b <- table_of(input$second)
  # It leaves clusters out of neither, so only where all are in both.
  if (!all(a[, 2] > 0 & b[, 2] > 0)) return(NULL)
  d <- data.frame(x = a[, 1], n = a[, 2], y = b[, 1], m = b[, 2], id = seq_len(nrow(a)))
  design <- as.svrepdesign(svydesign(~id, weights = ~1, data = d), type = "JK1", mse = FALSE)
  both <- withReplicates(design, function(w, d)
    c(sum(w * d$x) / sum(w * d$n), sum(w * d$y) / sum(w * d$m)))
  one(attr(both, "var")[1, 2])
})

# --- Pooling, variance shares ---

write("beta_binomial", "VGAM 1.1-7, vglm(betabinomial)", function(input) {
  d <- table_of(input$persons)
  fit <- suppressWarnings(vglm(cbind(d[, 1], d[, 2] - d[, 1]) ~ 1, betabinomial,
              control = vglm.control(epsilon = 1e-14, maxit = 200)))
  c <- Coef(fit)
  list(mean = many(c(c[1], 1 - c[1])), strength = one(1 / c[2] - 1))
})
write("random_intercept", "lme4 1.1-31, lmer(REML = TRUE)", function(input) {
  x <- table_of(input$predictors); y <- numbers(input$values); g <- factor(numbers(input$group))
  # So tight a tolerance may end in rounding, which it says in a warning.
  control <- lmerControl(optimizer = "nloptwrap", optCtrl = list(
    xtol_abs = 1e-14, ftol_abs = 1e-14, xtol_rel = 0, ftol_rel = 0, maxeval = 10000))
  fit <- suppressWarnings(suppressMessages(lmer(y ~ 0 + x + (1 | g), control = control)))
  v <- as.data.frame(VarCorr(fit))$vcov
  list(fixed = unname(Map(function(b, se) many(c(b, se)), fixef(fit), sqrt(diag(as.matrix(vcov(fit)))))),
       between = one(v[1]), within = one(v[2]), criterion = one(REMLcrit(fit)),
       groups = many(ranef(fit)$g[, 1]))
})
write("between_variance", "metafor 3.8, rma(method = 'DL')", function(input) {
  d <- table_of(input$persons)
  one(rma(d[, 1], sei = d[, 2], method = "DL")$tau2)
})

# --- Power and quantiles ---

write("welch_power", "stats 4.2.2, pt(ncp)", function(input) {
  s <- numbers(input$first); u <- numbers(input$second)
  a <- s[1]^2 / s[2]; b <- u[1]^2 / u[2]
  f <- (a + b)^2 / (a^2 / (s[2] - 1) + b^2 / (u[2] - 1))
  t <- qt(1 - input$alpha / 2, f)
  shift <- abs(input$difference) / sqrt(a + b)
  one(pt(t, f, shift, lower.tail = FALSE) + pt(-t, f, shift))
})
write("student_critical", "stats 4.2.2, qt", function(input) one(qt((1 + input$level) / 2, input$freedom)))
write("normal_critical", "stats 4.2.2, qnorm", function(input) one(qnorm((1 + input$level) / 2)))
write("fisher_critical", "stats 4.2.2, qf", function(input)
  one(qf(input$level, input$numerator, input$denominator)))
write("pooled", "stats 4.2.2, qbeta", function(input) {
  a <- input$hits + input$strength * input$mean
  b <- input$trials - input$hits + input$strength * (1 - input$mean)
  list(point = one(a / (a + b)), interval = many(qbeta(c((1 - input$level) / 2, (1 + input$level) / 2), a, b)))
})
write("mean", "base 4.2.2, mean", function(input) one(mean(numbers(input$values))))
write("variance", "stats 4.2.2, var", function(input) one(var(numbers(input$values))))
write("correlation", "stats 4.2.2, cor", function(input) one(cor(numbers(input$a), numbers(input$b))))
