//! The terminal: the question before a converge, and the progress of long steps.

use std::fmt::Display;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::agenda::Agenda;
use crate::report;
use crate::schedule::Witness;
use crate::status::Status;

/// Returns whether a person can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Prints a line. A reader that has gone away (`| head`) ends nothing: what was begun goes on.
pub(crate) fn say(line: impl Display) {
    drop(writeln!(io::stdout().lock(), "{line}"));
}

/// Prints a text that ends its own lines.
pub(crate) fn say_text(text: &str) {
    drop(io::stdout().lock().write_all(text.as_bytes()));
}

/// Prints a line on standard error.
pub(crate) fn complain(line: impl Display) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Asks once; only `y` and `yes` are a yes.
pub(crate) fn ask(question: &str) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    write!(out, "{question} [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Shows how the tasks go: a spinner for each that runs if the terminal can, a plain line for each that has ended.
pub(crate) struct Progress<'a> {
    agenda: &'a Agenda,
    first_commands: Vec<Option<String>>,
    bars: MultiProgress,
    running: Vec<(usize, ProgressBar)>,
    is_silent: bool,
}

impl<'a> Progress<'a> {
    /// Returns the progress of these tasks; silent if the output is for a program.
    pub(crate) fn of(agenda: &'a Agenda, statuses: &[Status], is_silent: bool) -> Self {
        let first = |status: &Status| status.reply()?.steps.first().map(|step| step.command.clone());
        let first_commands = statuses.iter().map(first).collect();
        Self { agenda, first_commands, bars: MultiProgress::new(), running: Vec::new(), is_silent }
    }

    fn print(&self, line: &str) {
        if self.is_silent {
            return;
        }
        // The bars are on standard error; while they are drawn, lines must not run into them.
        self.bars.suspend(|| say(line));
    }
}

impl Witness for Progress<'_> {
    fn begins(&mut self, task: usize) {
        let id = &self.agenda.tasks[task].id;
        let command = self.first_commands[task].as_deref().unwrap_or("looking again");
        let bar = self.bars.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed}").expect("the template is well formed");
        bar.set_style(style);
        bar.set_message(format!("{id}  {command}"));
        bar.enable_steady_tick(Duration::from_millis(120));
        self.running.push((task, bar));
    }

    fn ends(&mut self, task: usize, status: &Status, took: Duration) {
        if let Some(place) = self.running.iter().position(|(running, _)| *running == task) {
            self.running.swap_remove(place).1.finish_and_clear();
        }
        for line in report::task_line(self.agenda, task, status, took) {
            self.print(&line);
        }
    }
}
