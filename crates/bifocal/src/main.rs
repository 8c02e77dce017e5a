//! Bifocal on the command line: parse, run, turn the result into an exit code.
#![cfg_attr(not(feature = "store"), allow(dead_code, reason = "some parts only the store needs"))]

mod args;
mod batches;
mod commands;
mod config;
#[cfg(feature = "store")]
mod folder;
mod harvest;
mod input;
mod owner;
mod ownership;
mod pipeline;
mod progress;
mod recurring;
mod remember;
mod scope;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = run(&arguments, &mut out).and_then(|()| Ok(out.flush()?));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has read enough: `bifocal score ... | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: what, where, why.
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            let _ = writeln!(io::stderr(), "bifocal: {}", causes.join(": "));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Mirror(args) => commands::mirror::run(arguments, args, out),
        Command::Calendar(args) => commands::calendar::run(arguments, args, out),
        Command::Score(args) => commands::score::run(arguments, args, out),
        Command::Words(args) => commands::words::run(args, out),
        Command::Tally(args) => commands::tally::run(arguments, args, out),
        Command::Study(args) => commands::study::run(arguments, &args.command, out),
        #[cfg(feature = "store")]
        Command::Ingest(args) => commands::ingest::run(arguments, args, out),
        #[cfg(feature = "store")]
        Command::Forget(args) => commands::forget::run(args, out),
        Command::Card(args) => commands::card::run(args, out),
        Command::Completions { shell } => {
            // The generator panics where it cannot write.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "bifocal", &mut script);
            Ok(out.write_all(&script)?)
        }
        Command::Man => Ok(clap_mangen::Man::new(Arguments::command()).render(out)?),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json =
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        let csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        io.or(json).or(csv) == Some(io::ErrorKind::BrokenPipe)
    })
}
