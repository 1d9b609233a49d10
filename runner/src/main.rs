//! `phoenix-run`: reads the two files, shows what differs, converges the host.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use phoenix_run::cli::Cli;
use phoenix_run::{report, run};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            drop(error.print());
            return ExitCode::from(if error.use_stderr() { report::USAGE } else { report::AS_DECLARED });
        }
    };
    let done = run::run(&cli);
    phoenix_modules::protocol::log_usage();
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            drop(writeln!(std::io::stderr(), "phoenix-run: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
