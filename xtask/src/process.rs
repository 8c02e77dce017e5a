//! Running other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program to run in the project's folder.
pub struct Process(Command);

/// Where cargo puts the program that it builds with `--release`.
pub fn release(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root.join(target).join("release/bifocal").with_extension(std::env::consts::EXE_EXTENSION)
}

/// Cargo, in the project's folder.
pub fn cargo(root: &Path) -> Process {
    program(root, env!("CARGO"))
}

/// Any program, in the project's folder.
pub fn program(root: &Path, name: &str) -> Process {
    let mut command = Command::new(name);
    command.current_dir(root);
    Process(command)
}

impl Process {
    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.0.args(args);
        self
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.0.arg(arg);
        self
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs it; failing is an error.
    pub fn run(mut self) -> Result<()> {
        let status = self.0.status().with_context(|| format!("cannot run {:?}", self.0))?;
        if !status.success() {
            bail!("{:?} ended with {status}", self.0);
        }
        Ok(())
    }

    /// Whether it is there and succeeds; says nothing.
    pub fn succeeds(mut self) -> bool {
        self.0.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
    }

    /// What it says on both outputs, however it ends.
    pub fn log(mut self) -> Result<String> {
        let output = self.0.output().with_context(|| format!("cannot run {:?}", self.0))?;
        let [out, err] = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(out + &err)
    }

    /// What it prints; failing is an error.
    pub fn output(mut self) -> Result<String> {
        let output = self.0.output().with_context(|| format!("cannot run {:?}", self.0))?;
        if !output.status.success() {
            bail!(
                "{:?} ended with {}: {}",
                self.0,
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
