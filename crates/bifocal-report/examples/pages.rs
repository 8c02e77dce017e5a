//! Writes pages of invented mirrors and studies into a folder, to look at them:
//! `cargo run -p bifocal-report --example pages -- /tmp`.

#![allow(clippy::expect_used, reason = "what is invented here is known to be right")]

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> std::io::Result<()> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".into()));
    for (name, mirror) in common::all() {
        std::fs::write(folder.join(format!("mirror-{name}.html")), bifocal_report::page(&mirror))?;
        let style = bifocal_report::Style::default();
        std::fs::write(
            folder.join(format!("mirror-{name}.txt")),
            bifocal_report::summary(&mirror, style),
        )?;
    }
    for (name, report) in common::study::all() {
        let write = |kind: &str, text: String| {
            std::fs::write(folder.join(format!("study-{name}.{kind}")), text)
        };
        write("html", bifocal_report::study_page(&report))?;
        write("md", bifocal_report::study_markdown(&report))?;
        write("json", bifocal_report::study_json(&report))?;
    }
    Ok(())
}
