//! Progress on a terminal, never in a pipe.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over bytes. It draws nothing if standard error is no terminal, or if it should be quiet.
pub fn bar(what: &'static str, bytes: u64, quiet: bool) -> ProgressBar {
    let style = "{msg:<10} {wide_bar} {bytes}/{total_bytes} {eta}";
    draw(ProgressBar::with_draw_target(Some(bytes), target(quiet)), what, style)
}

/// A count of records whose number is not known before; draws nothing where [`bar`] does not, nor
/// where the results go to the terminal themselves.
pub fn count(what: &'static str, quiet: bool) -> ProgressBar {
    let target = target(quiet || std::io::stdout().is_terminal());
    draw(ProgressBar::with_draw_target(None, target), what, "{msg:<10} {spinner} {pos} {per_sec}")
}

fn target(quiet: bool) -> ProgressDrawTarget {
    if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr_with_hz(8)
    }
}

fn draw(bar: ProgressBar, what: &'static str, style: &str) -> ProgressBar {
    let bar = bar.with_message(what);
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(250));
    }
    bar
}
