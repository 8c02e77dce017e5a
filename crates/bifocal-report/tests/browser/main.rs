//! The page in a real browser. Needs Chromium, so that these tests run on demand only:
//! `cargo test -p bifocal-report --test browser -- --ignored`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod calendar;
#[path = "../calendars/mod.rs"]
mod calendars;
#[path = "../common/mod.rs"]
mod common;
mod driver;

use bifocal_report::{json, page, study_json, study_page};
use driver::Browser;
use serde_json::{Value, json};

/// All pages by name: mirrors and studies.
fn pages() -> Vec<(String, String)> {
    let mirrors = common::all().into_iter().map(|(name, mirror)| (name.to_owned(), page(&mirror)));
    let studies = common::study::all().into_iter();
    let studies = studies.map(|(name, report)| (format!("study-{name}"), study_page(&report)));
    mirrors.chain(studies).collect()
}

#[test]
#[ignore = "needs Chromium"]
fn opens_without_network_and_without_complaint() {
    let mut browser = Browser::start("opens");
    for (name, page) in pages() {
        let url = browser.open(&format!("{name}.html"), &page);
        // Whatever the page still wants to do has been done after two frames.
        browser.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
        );
        for event in &browser.events {
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    assert_eq!(event["params"]["request"]["url"], url, "{name}: a request");
                }
                "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded" => {
                    panic!("{name}: {event}");
                }
                _ => {}
            }
        }
        let requests = browser.events.iter().filter(|e| e["method"] == "Network.requestWillBeSent");
        assert_eq!(requests.count(), 1, "{name}: the file itself is asked for");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn figures_in_the_page_equal_the_json() {
    let mut browser = Browser::start("figures");
    for (name, mirror) in common::all() {
        browser.open(&format!("{name}.html"), &page(&mirror));
        let data: Value = serde_json::from_str(&json(&mirror)).expect("JSON");
        let embedded = browser.evaluate("document.getElementById('mirror-data').textContent");
        let embedded: Value = serde_json::from_str(embedded.as_str().expect("text")).expect("JSON");
        assert_eq!(embedded, data, "{name}: embedded data");

        // Compared in the browser, whose numbers are read exactly.
        let figures = browser.evaluate(include_str!("figures.js"));
        assert_eq!(figures["faults"], json!([]), "{name}");
        let figures = figures["names"].as_array().expect("a list");
        let shown = |at: &str| figures.iter().any(|figure| figure == at);
        assert!(shown("/read/messages") && shown("/profile/acting"), "{name}: counts are shown");
        points_only_where_they_may_be(name, &data, &shown);
        if name == "rich" {
            assert!(figures.len() > 400, "only {} figures", figures.len());
            for at in [
                "plane/people/counted/point",
                "plane/results/corrected/low",
                "activities/3/people/pooled/low",
            ] {
                assert!(shown(&format!("/profile/{at}")), "{at} is shown");
            }
        }
    }
}

#[test]
#[ignore = "needs Chromium"]
fn figures_of_a_study_equal_its_json() {
    let mut browser = Browser::start("study");
    for (name, report) in common::study::all() {
        browser.open(&format!("{name}.html"), &study_page(&report));
        let data: Value = serde_json::from_str(&study_json(&report)).expect("JSON");
        let embedded = browser.evaluate("document.getElementById('study-data').textContent");
        let embedded: Value = serde_json::from_str(embedded.as_str().expect("text")).expect("JSON");
        assert_eq!(embedded, data, "{name}: embedded data");
        let figures = browser.evaluate(include_str!("figures.js"));
        assert_eq!(figures["faults"], json!([]), "{name}");
        let figures = figures["names"].as_array().expect("a list").len();
        assert!(figures > 30 || matches!(name, "empty" | "refused"), "{name}: {figures} figures");
    }
}

/// No point anywhere in the page of a rate that may only show its interval, or nothing.
fn points_only_where_they_may_be(name: &str, data: &Value, shown: &dyn Fn(&str) -> bool) {
    fn walk(at: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
        match value {
            Value::Object(map) => {
                if map.contains_key("shown") {
                    visit(at, value);
                }
                map.iter().for_each(|(key, value)| walk(&format!("{at}/{key}"), value, visit));
            }
            Value::Array(list) => {
                for (i, value) in list.iter().enumerate() {
                    walk(&format!("{at}/{i}"), value, visit);
                }
            }
            _ => {}
        }
    }
    let mut rates = 0;
    walk("/profile", &data["profile"], &mut |at, rate| {
        rates += 1;
        for estimate in ["counted", "corrected", "pooled"] {
            let point = shown(&format!("{at}/{estimate}/point"));
            assert!(
                !point || rate["shown"]["as"] == "point",
                "{name}: {at}/{estimate} shows a point"
            );
        }
    });
    assert!(rates >= 47, "{name}: {rates} rates");
}

#[test]
#[ignore = "needs Chromium"]
fn arrow_keys_read_the_marks() {
    let mut browser = Browser::start("keys");
    browser.resize(1200, 900);
    for page in [page(&common::rich()), study_page(&common::study::rich())] {
        browser.open("rich.html", &page);
        read_the_marks(&mut browser);
    }
}

fn read_the_marks(browser: &mut Browser) {
    let charts = browser.evaluate("document.querySelectorAll('[data-chart]').length").as_u64();
    for chart in 0..charts.expect("a number") {
        browser.evaluate(&format!(
            "window.chart = document.querySelectorAll('[data-chart]')[{chart}]; \
             chart.closest('details')?.setAttribute('open', ''); chart.focus()"
        ));
        assert_eq!(browser.evaluate("document.activeElement === chart"), true, "chart {chart}");
        let text = |browser: &mut Browser| {
            let text = browser.evaluate("chart.querySelector('[aria-live=polite]').textContent");
            text.as_str().expect("text").to_owned()
        };
        browser.press("ArrowRight");
        let first = text(browser);
        assert!(first.contains('%') || first.chars().any(char::is_numeric), "{first}");
        assert_eq!(browser.evaluate("chart.querySelectorAll('.active').length"), 1);
        // A plot of one line has one mark.
        if browser.evaluate("chart.querySelectorAll('.mark').length") != 1 {
            browser.press("ArrowRight");
            assert_ne!(text(browser), first, "chart {chart}");
            browser.press("ArrowLeft");
            assert_eq!(text(browser), first);
            browser.press("End");
            assert_ne!(text(browser), first);
        }
        browser.press("Escape");
        assert_eq!(browser.evaluate("chart.querySelectorAll('.active').length"), 0);
    }
    let width = browser.evaluate("getComputedStyle(chart).outlineStyle");
    assert_eq!(width, "solid", "focus can be seen");
}

#[test]
#[ignore = "needs Chromium"]
fn tab_reaches_everything_that_can_be_used() {
    let mut browser = Browser::start("tab");
    browser.open("rich.html", &page(&common::rich()));
    browser.evaluate(
        "window.wanted = new Set(document.querySelectorAll('summary, a[href], [data-chart]')); \
         for (const e of wanted) if (!e.getClientRects().length || e.parentElement.closest('details:not([open]) > :not(summary)')) wanted.delete(e); \
         window.all = wanted.size",
    );
    let all = browser.evaluate("all").as_u64().expect("a number");
    assert!(all > 25, "{all}");
    for _ in 0..all + 20 {
        browser.press("Tab");
        browser.evaluate("wanted.delete(document.activeElement)");
    }
    let left = browser.evaluate("[...wanted].map(e => e.outerHTML.slice(0, 80))");
    assert_eq!(left, json!([]), "not reached by Tab");
}

#[test]
#[ignore = "needs Chromium"]
fn narrow_windows_do_not_scroll_sideways() {
    let mut browser = Browser::start("narrow");
    for (name, page) in pages() {
        browser.open(&format!("{name}.html"), &page);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        for width in [320, 360, 768, 1200, 2400] {
            browser.resize(width, 800);
            let wide = browser.evaluate("document.documentElement.scrollWidth");
            // What is beyond the edge, but in nothing that scrolls by itself.
            let beyond = "(() => {
                const scrolls = e => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
                const all = [...document.body.querySelectorAll('*')];
                const out = e => e.getBoundingClientRect().right > innerWidth + .5 && !scrolls(e);
                return all.filter(out).map(e => e.outerHTML.slice(0, 160));
            })()";
            let is_wide = wide.as_u64() > Some(width.into());
            let who = if is_wide { browser.evaluate(beyond) } else { json!([]) };
            assert!(!is_wide, "{name}: {wide} at {width}: {who}");
        }
    }
}

#[test]
#[ignore = "needs Chromium"]
fn both_schemes_can_be_read() {
    let mut browser = Browser::start("schemes");
    for page in [page(&common::rich()), study_page(&common::study::rich())] {
        browser.open("rich.html", &page);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        let mut grounds = Vec::new();
        for scheme in ["light", "dark"] {
            browser.prefer(scheme);
            grounds.push(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
            let low = browser.evaluate(include_str!("contrast.js"));
            assert_eq!(low, json!([]), "{scheme}: contrast under 4.5 : 1");
        }
        assert_ne!(grounds[0], grounds[1], "dark is dark");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn structure_is_accessible() {
    let mut browser = Browser::start("structure");
    for (name, page) in pages() {
        browser.open(&format!("{name}.html"), &page);
        let faults = browser.evaluate(include_str!("structure.js"));
        assert_eq!(faults, json!([]), "{name}");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn readable_without_script() {
    let mut browser = Browser::start("script");
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open("rich.html", &page(&common::rich()));
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    let text = browser.evaluate("document.body.innerText");
    let text = text.as_str().expect("text");
    for part in ["Priya Raman, in writing", "of your messages attend to people", "Toward whom"] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(
        browser.evaluate("document.querySelectorAll('[tabindex=\"0\"][data-chart]').length"),
        0
    );
    assert!(
        browser.evaluate("document.querySelectorAll('.mark > title').length").as_u64() > Some(100)
    );
}

/// Pictures to look at, in `BIFOCAL_SCREENSHOTS` or the tests' own folder.
#[test]
#[ignore = "needs Chromium"]
fn screenshots() {
    let folder = std::env::var("BIFOCAL_SCREENSHOTS")
        .unwrap_or_else(|_| format!("{}/screenshots", env!("CARGO_TARGET_TMPDIR")));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut browser = Browser::start("screenshots");
    for (name, page) in pages() {
        browser.open(&format!("{name}.html"), &page);
        for (scheme, width) in [("light", 1200), ("dark", 1200), ("light", 360), ("dark", 360)] {
            browser.prefer(scheme);
            browser.resize(width, 900);
            let shot = browser.call(
                "Page.captureScreenshot",
                json!({ "captureBeyondViewport": true, "format": "png" }),
            );
            save(&format!("{folder}/{name}-{scheme}-{width}.png"), &shot);
        }
        browser.resize(1000, 700);
        browser.evaluate(
            "(chart => { chart?.scrollIntoView({ behavior: 'instant' }); chart?.focus() })(document.querySelector('[data-chart^=Week]'))",
        );
        (0..7).for_each(|_| browser.press("ArrowRight"));
        let shot = browser.call("Page.captureScreenshot", json!({ "format": "png" }));
        save(&format!("{folder}/{name}-keyboard.png"), &shot);
        browser.resize(1200, 900);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        let shot = browser.call(
            "Page.captureScreenshot",
            json!({ "captureBeyondViewport": true, "format": "png" }),
        );
        save(&format!("{folder}/{name}-open.png"), &shot);
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
        let print = browser.call(
            "Page.printToPDF",
            json!({ "preferCSSPageSize": true, "printBackground": false }),
        );
        save(&format!("{folder}/{name}-print.pdf"), &print);
    }
}

fn save(path: &str, answer: &Value) {
    let bytes = base64(answer["data"].as_str().expect("base64"));
    assert!(bytes.len() > 5_000, "{path} is hardly a picture");
    std::fs::write(path, bytes).expect("written");
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets: Vec<usize> =
        text.bytes().filter_map(|b| LETTERS.iter().position(|letter| *letter == b)).collect();
    let byte = |i: usize| (sextets[i / 6] >> (5 - i % 6)) & 1;
    (0..sextets.len() * 6 / 8)
        .map(|i| (0..8).fold(0, |n, bit| n << 1 | byte(i * 8 + bit)) as u8)
        .collect()
}
