//! Numbers and days as text.

use jiff::civil::Date;

/// No-break space and percent sign: what stands after a number.
pub(crate) const PERCENT: &str = "\u{a0}%";

/// A share as a whole number of percent. What is neither none nor all is never written as if it
/// were: `<1` and `>99`.
pub(crate) fn whole_percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        "<1".into()
    } else if (0.995..1.0).contains(&share) {
        ">99".into()
    } else {
        format!("{:.0}", share * 100.0)
    }
}

/// `33 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{}{PERCENT}", whole_percent(share))
}

/// `24–41 %`.
pub(crate) fn percent_range(low: f64, high: f64) -> String {
    format!("{}–{}{PERCENT}", whole_percent(low), whole_percent(high))
}

/// A number with a comma between thousands: `12,345`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `1 message`, `1,200 messages`.
pub(crate) fn plural(n: u64, noun: &str) -> String {
    format!("{} {}", count(n), noun_for(n, noun))
}

/// Minutes as hours with one digit: `1,234.5`; whole hours without: `12`.
pub(crate) fn hours(minutes: u64) -> String {
    let tenths = (minutes + 3) / 6;
    let whole = count(tenths / 10);
    if tenths.is_multiple_of(10) { whole } else { format!("{whole}.{}", tenths % 10) }
}

/// A number with at most one digit after the point: `7`, `7.5`.
pub(crate) fn one_digit(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), Into::into)
}

/// The noun for a count: `message`, `messages`.
pub(crate) fn noun_for(n: u64, noun: &str) -> String {
    if n == 1 { noun.into() } else { format!("{noun}s") }
}

/// `5 January 2026` of `2026-01-05`; what is no day stays as it is.
pub(crate) fn day(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.into(), |date| date.strftime("%-d %B %Y").to_string())
}

/// `5 Jan 2026` of `2026-01-05`.
pub(crate) fn short_day(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.into(), |date| date.strftime("%-d %b %Y").to_string())
}

/// Agreement with two digits and without a leading zero: `.63`.
pub(crate) fn kappa(kappa: f64) -> String {
    let text = format!("{kappa:.2}");
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => text.replace("-0.", "−."),
    }
}

/// Text without controls, and without the letters that turn the direction of writing.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_whole_and_never_claim_none_or_all() {
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.001), "<1\u{a0}%");
        assert_eq!(percent(0.336), "34\u{a0}%");
        assert_eq!(percent(0.999), ">99\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(percent_range(0.241, 0.409), "24–41\u{a0}%");
    }

    #[test]
    fn counts_days_and_lists() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(plural(1, "message"), "1 message");
        assert_eq!(
            (hours(0), hours(60), hours(90), hours(74_070)),
            ("0".into(), "1".into(), "1.5".into(), "1,234.5".into())
        );
        assert_eq!((one_digit(7.0), one_digit(7.5)), ("7".into(), "7.5".into()));
        assert_eq!(day("2026-01-05"), "5 January 2026");
        assert_eq!(day("<b>"), "<b>");
        assert_eq!(kappa(0.634), ".63");
        assert_eq!(kappa(-0.02), "−.02");
        assert_eq!(kappa(1.0), "1.00");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
