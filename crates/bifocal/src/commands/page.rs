//! A page on the disk: whether it can be written, before and after all is read.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// Makes sure that a page can be written, as far as that can be told before. Leaves no trace.
pub(super) fn check(path: &Path) -> Result<()> {
    let is_new = match path.metadata() {
        // A device or a pipe is not to be opened twice.
        Ok(there) if !there.is_file() && !there.is_dir() => return Ok(()),
        found => found.is_err(),
    };
    OpenOptions::new().append(true).create(true).open(path).with_context(|| cannot(path))?;
    if is_new {
        std::fs::remove_file(path).with_context(|| cannot(path))?;
    }
    Ok(())
}

/// Writes a page.
pub(super) fn write(path: &Path, page: &str) -> Result<()> {
    std::fs::write(path, page).with_context(|| cannot(path))
}

fn cannot(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// Shows the summary, whatever became of the page, and says where that is.
pub(super) fn show(
    out: &mut dyn Write,
    summary: &str,
    what: &str,
    path: &Path,
    written: Result<()>,
    open_it: bool,
) -> Result<()> {
    out.write_all(summary.as_bytes())?;
    if let Err(error) = written {
        out.flush()?;
        return Err(error);
    }
    writeln!(out, "\n{what}: {}", path.display())?;
    if open_it {
        out.flush()?;
        open(path)?;
    }
    Ok(())
}

/// Opens the page with whatever the desktop opens pages with.
pub(super) fn open(page: &Path) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    Command::new(opener)
        .arg(page)
        .spawn()
        .with_context(|| format!("cannot open the page with {opener}; it is {}", page.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_leaves_no_trace() {
        let dir = tempfile::tempdir().expect("a folder");
        let page = dir.path().join("mirror.html");
        check(&page).expect("it can be written");
        assert!(!page.exists());
        write(&page, "old").expect("written");
        check(&page).expect("it can be written again");
        assert_eq!(std::fs::read_to_string(&page).expect("read"), "old");
        let error = check(&dir.path().join("none/mirror.html")).expect_err("no folder");
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert!(check(dir.path()).is_err());
    }

    #[test]
    fn the_summary_is_shown_even_where_the_page_fails() {
        let mut out = Vec::new();
        let failed = Err(anyhow::anyhow!("the disk is full"));
        let page = Path::new("x.html");
        assert!(show(&mut out, "all\n", "The page", page, failed, false).is_err());
        assert_eq!(out, b"all\n");
    }
}
