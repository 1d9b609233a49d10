//! The terminal: the question before a converge, and the progress of long steps.

use std::fmt::Display;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::agenda::Agenda;
use crate::cli::{Options, OutputFormat};
use crate::report::Lines;
use crate::schedule::{Wait, Witness};
use crate::status::Status;

/// How many spinners are drawn at most for tasks that wait.
const MOST_SPINNERS: usize = 12;

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

/// How much a person hears of a converge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loudness {
    /// Nothing: the output is for a program.
    Silent,
    /// What was done.
    Ordinary,
    /// What waits for what, too.
    Verbose,
}

impl Loudness {
    /// Returns what these options ask for.
    pub(crate) fn of(options: &Options) -> Self {
        match options.output {
            OutputFormat::Json => Self::Silent,
            OutputFormat::Human if options.diff => Self::Verbose,
            OutputFormat::Human => Self::Ordinary,
        }
    }
}

/// Shows how the tasks go: a spinner for each that runs if the terminal can, a plain line for each that has ended.
pub(crate) struct Progress<'a> {
    agenda: &'a Agenda,
    first_commands: Vec<Option<String>>,
    lines: Lines<'a>,
    bars: MultiProgress,
    spinners: Vec<Spinner>,
    loudness: Loudness,
}

struct Spinner {
    task: usize,
    bar: ProgressBar,
    /// Of a task that waits: for whom, and what is still true when that one has ended.
    waits: Option<(usize, String)>,
}

impl<'a> Progress<'a> {
    /// Returns the progress of these tasks.
    pub(crate) fn of(agenda: &'a Agenda, statuses: &[Status], loudness: Loudness) -> Self {
        let first = |status: &Status| status.reply()?.steps.first().map(|step| step.command.clone());
        let first_commands = statuses.iter().map(first).collect();
        let (lines, bars) = (Lines::of(agenda), MultiProgress::new());
        Self { agenda, first_commands, lines, bars, spinners: Vec::new(), loudness }
    }

    /// Draws a spinner for a task, in place of the one that it has.
    fn spin(&mut self, task: usize, message: String, waits: Option<(usize, String)>) {
        self.still(task);
        if self.bars.is_hidden() {
            return;
        }
        let bar = self.bars.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed}").expect("the template is well formed");
        bar.set_style(style);
        bar.set_message(message);
        bar.enable_steady_tick(Duration::from_millis(120));
        self.spinners.push(Spinner { task, bar, waits });
    }

    fn still(&mut self, task: usize) {
        if let Some(place) = self.spinners.iter().position(|spinner| spinner.task == task) {
            self.spinners.swap_remove(place).bar.finish_and_clear();
        }
    }

    fn print(&self, line: &str) {
        if self.loudness == Loudness::Silent {
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
        self.spin(task, format!("{id}  {command}"), None);
    }

    fn waits(&mut self, task: usize, wait: Wait<'_>) {
        let sentence = self.lines.waits(task, wait);
        if self.loudness == Loudness::Verbose {
            self.print(&format!("  ..  {sentence}"));
        }
        // A screen has room for so many.
        if self.spinners.len() < MOST_SPINNERS {
            let less = format!("{} waits for {}", self.agenda.tasks[task].id, wait.thing);
            self.spin(task, sentence, Some((wait.holder, less)));
        }
    }

    fn ends(&mut self, task: usize, status: &Status, took: Duration) {
        self.still(task);
        for Spinner { bar, waits, .. } in &mut self.spinners {
            if let Some((_, less)) = waits.take_if(|(holder, _)| *holder == task) {
                bar.set_message(less);
            }
        }
        for line in self.lines.ended(task, status, took) {
            self.print(&line);
        }
    }
}
