//! `cargo xtask test`: what CI runs, and what a newcomer runs.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::process::{cargo, program};

/// A part that can be left out knowingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Pages opened in headless Chromium.
    Browser,
    /// Licences and advisories of dependencies.
    Deny,
}

/// Installs what is missing where it may, then runs all checks; the first that fails ends the run.
pub fn run(root: &Path, without: &[Part]) -> Result<()> {
    let with = |part| !without.contains(&part);
    let mut missing = Vec::new();
    if with(Part::Browser) && !ready(root, "chromium", &["--version"], install_chromium) {
        missing.push("chromium (as root: apt-get install chromium), or --without browser");
    }
    if with(Part::Deny) && !ready(root, env!("CARGO"), &["deny", "--version"], install_deny) {
        missing.push("cargo-deny (cargo install --locked cargo-deny), or --without deny");
    }
    if !missing.is_empty() {
        bail!("missing, and it cannot be installed here:\n  {}", missing.join("\n  "));
    }

    step("format");
    cargo(root).args(["fmt", "--all", "--check"]).run()?;
    step("lints");
    let lints = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    cargo(root).args(lints).run()?;
    let small = ["clippy", "-p", "bifocal", "--no-default-features", "--", "-D", "warnings"];
    cargo(root).args(small).run()?;
    if with(Part::Deny) {
        step("licences and sources of dependencies");
        cargo(root)
            .args(["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])
            .run()?;
        advisories(root)?;
    }
    step("the example company is as its messages make it");
    crate::velobay::run(root, true)?;
    step("the companies of sixty are as their recipe makes them");
    crate::companies::run(root, true)?;
    step("tests");
    cargo(root).args(["test", "--workspace"]).run()?;
    if with(Part::Browser) {
        step("pages in headless Chromium");
        let page = ["test", "-p", "bifocal-report", "--test", "browser", "--", "--ignored"];
        cargo(root).args(page).args(["--skip", "screenshots"]).run()?;
    }
    step("documentation");
    let doc = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    cargo(root).args(doc).env("RUSTDOCFLAGS", "-D warnings").run()?;

    for part in without {
        println!("LEFT OUT as asked: {part:?}");
    }
    println!("all checks passed");
    Ok(())
}

fn step(name: &str) {
    println!("\n== {name}");
}

/// Whether a tool is there, if need be after installing it.
fn ready(root: &Path, name: &str, probe: &[&str], install: fn(&Path) -> Result<()>) -> bool {
    let there = || program(root, name).args(probe).succeeds();
    there() || (install(root).is_ok() && there())
}

fn install_chromium(root: &Path) -> Result<()> {
    if program(root, "id").arg("-u").output()?.trim() != "0" {
        bail!("only root installs packages");
    }
    step("installing Chromium");
    program(root, "apt-get").args(["update", "--quiet"]).run()?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"];
    program(root, "apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive").run()
}

fn install_deny(root: &Path) -> Result<()> {
    step("installing cargo-deny");
    cargo(root).args(["install", "--locked", "--quiet", "cargo-deny"]).run()
}

/// The list of advisories is fetched from its repository: where that cannot be reached it is said,
/// and the rest goes on; a finding fails.
fn advisories(root: &Path) -> Result<()> {
    step("advisories against dependencies");
    if !cargo(root).args(["deny", "--log-level", "off", "fetch", "db"]).succeeds() {
        println!("NOT CHECKED: the advisory database cannot be reached from this machine");
        return Ok(());
    }
    cargo(root).args(["deny", "--log-level", "error", "check", "advisories"]).run()
}
