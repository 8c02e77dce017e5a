//! The calendar's page, held to what the mirror's is held to.

use bifocal_report::calendar_page;
use serde_json::json;

use crate::calendars;
use crate::driver::Browser;

#[test]
#[ignore = "needs Chromium"]
fn calendars_do_not_scroll_sideways() {
    let mut browser = Browser::start("calendar-narrow");
    for (name, calendar) in calendars::all() {
        browser.open(&format!("{name}.html"), &calendar_page(&calendar));
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        for width in [320, 360, 768, 1200, 2400] {
            browser.resize(width, 800);
            let wide = browser.evaluate("document.documentElement.scrollWidth");
            assert!(wide.as_u64() <= Some(width.into()), "{name}: {wide} at {width}");
        }
    }
}

#[test]
#[ignore = "needs Chromium"]
fn calendars_can_be_read_in_both_schemes() {
    let mut browser = Browser::start("calendar-schemes");
    browser.open("calendar.html", &calendar_page(&calendars::rich("Jonas")));
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    for scheme in ["light", "dark"] {
        browser.prefer(scheme);
        let low = browser.evaluate(include_str!("contrast.js"));
        assert_eq!(low, json!([]), "{scheme}: contrast under 4.5 : 1");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn calendars_have_an_accessible_structure() {
    let mut browser = Browser::start("calendar-structure");
    for (name, calendar) in calendars::all() {
        browser.open(&format!("{name}.html"), &calendar_page(&calendar));
        let faults = browser.evaluate(include_str!("structure.js"));
        assert_eq!(faults, json!([]), "{name}");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn arrow_keys_read_the_bars() {
    let mut browser = Browser::start("calendar-keys");
    browser.resize(1200, 900);
    browser.open("calendar.html", &calendar_page(&calendars::rich("Jonas")));
    let charts = browser.evaluate("document.querySelectorAll('[data-chart]').length").as_u64();
    assert_eq!(charts, Some(5));
    for chart in 0..5 {
        browser.evaluate(&format!(
            "window.chart = document.querySelectorAll('[data-chart]')[{chart}]; chart.focus()"
        ));
        let marks = browser.evaluate("chart.querySelectorAll('.mark').length").as_u64();
        let mut read = |key: &str| {
            browser.press(key);
            browser.evaluate("chart.querySelector('[aria-live=polite]').textContent")
        };
        let first = read("ArrowRight");
        assert!(first.as_str().is_some_and(|text| text.contains("meeting")), "{first}");
        // Where there is one bar there is nowhere to go.
        assert_eq!(read("ArrowRight") != first, marks > Some(1), "chart {chart}");
        assert_eq!(read("ArrowLeft"), first);
    }
}
