//! The Ansible module protocol: an arguments file in, one line of ASCII JSON out, exit 0 whatever happens.
//!
//! A module takes one resource, its fields at the top level (what a playbook writes), or a list of them under
//! `resources` (what the runner sends), and under `allow` the risks that a person allows by name. What ansible-core does
//! with binary modules was measured with 2.14 to 2.21: stdout is split at every Unicode line end, over ssh stderr is
//! the same stream as stdout, and the exit code never decides success but can make a host unreachable.

use std::ffi::OsString;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::host::real::RealHost;
use crate::host::{Host, Looking};
use crate::resource::{self, Resource};

mod account;
mod ascii;
mod call;
mod diff;
mod file;
mod information;
mod log;
mod reply;
mod secrets;
mod settings;

pub use diff::{Diff, DiffEntry};
pub use information::{
    answer_to as tell_to, main as main_of_information, reply_schema as told_schema, schema as question_schema,
};
pub use log::{LOG_VARIABLE, begin as begin_log, usage as log_usage};
pub use reply::{FailureReply, Reply, ResourceReply, StepReply, Verdict};

use call::Call;
use secrets::Secrets;
use settings::Mode;

/// The exit code when no reply could be written: Ansible takes 1 to 6 and 255 for a broken connection.
const NOTHING_WRITTEN: u8 = 70;

/// Runs the module of `R` as Ansible starts it; a module's whole `main`.
pub fn main<R: Resource>() -> ExitCode {
    run(R::MODULE, |host, warnings| answer::<R>(std::env::args_os(), host, warnings))
}

/// Writes one reply, whatever happens: a panic is one, too.
fn run(module: &'static str, answer: impl FnOnce(&RealHost, Vec<String>) -> Vec<u8>) -> ExitCode {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or("an unknown place".to_owned(), ToString::to_string);
        tracing::error!(place, "panicked");
        // The last word: the release build aborts after it. A panic's text could hold a secret, its place cannot.
        let reply = Reply::failed(broken_off(module, &place));
        std::process::exit(write(&ascii::line(&serde_json::to_value(reply).unwrap_or_default())).into());
    }));
    let flag = Arc::new(AtomicBool::new(false));
    let mut warnings = stop_between_steps(&flag);
    warnings.extend(log::begin());
    let host = RealHost::from_environment().interrupted_by(flag);
    let line = answer(&host, warnings);
    log::usage();
    ExitCode::from(write(&line))
}

/// Whether a reply was written: a second one would make both unreadable to Ansible.
static IS_WRITTEN: AtomicBool = AtomicBool::new(false);

/// Writes the reply in one go, unless there was one, and returns the exit code.
fn write(line: &[u8]) -> u8 {
    // Whoever comes second waits here until the first reply is out, and may end the process then.
    let mut stdout = std::io::stdout().lock();
    if IS_WRITTEN.swap(true, Ordering::SeqCst) {
        return 0;
    }
    match stdout.write_all(line).and_then(|()| stdout.flush()) {
        Ok(()) => 0,
        Err(_) => NOTHING_WRITTEN,
    }
}

/// Makes the signals that Ansible's end sends (HUP over ssh, INT locally) ask for a stop between two steps.
fn stop_between_steps(flag: &Arc<AtomicBool>) -> Vec<String> {
    let register = |signal| signal_hook::flag::register(signal, Arc::clone(flag)).err();
    let errors = [SIGHUP, SIGINT, SIGTERM].into_iter().filter_map(register);
    errors.map(|error| format!("a signal will interrupt a running step: {error}")).collect()
}

/// Returns the bytes that the module of `R` answers with: a line end, one line of ASCII JSON, a line end.
///
/// `argv` is the program and the arguments file; `warnings` are passed on. Never panics.
pub fn answer<R: Resource>(
    argv: impl IntoIterator<Item = OsString>,
    host: &dyn Host,
    warnings: Vec<String>,
) -> Vec<u8> {
    answer_to::<R>(read(R::MODULE, argv), host, warnings)
}

fn read(module: &str, argv: impl IntoIterator<Item = OsString>) -> Result<Vec<u8>, String> {
    let arguments = panic::catch_unwind(AssertUnwindSafe(|| file::read(module, argv)));
    arguments.unwrap_or_else(|panic| Err(broken(module, panic.as_ref())))
}

/// Returns the answer to the text of an arguments file, or to the reason why there is none.
pub fn answer_to<R: Resource>(file: Result<Vec<u8>, String>, host: &dyn Host, warnings: Vec<String>) -> Vec<u8> {
    line(R::MODULE, file, warnings, |bytes, secrets| reply_to::<R>(bytes, host, secrets))
}

/// What is answered in one line.
trait Answers: Serialize {
    /// Returns the answer that nothing was done, and why.
    fn failed(msg: String) -> Self;

    /// Returns what a person should know.
    fn warnings(&mut self) -> &mut Vec<String>;
}

/// Returns the line with the answer to the text of an arguments file, or to the reason why there is none: never a panic, and
/// never a secret.
fn line<A: Answers>(
    module: &str,
    file: Result<Vec<u8>, String>,
    warnings: Vec<String>,
    answer: impl FnOnce(&[u8], &mut Secrets) -> A,
) -> Vec<u8> {
    let mut secrets = Secrets::default();
    let answered = panic::catch_unwind(AssertUnwindSafe(|| match file {
        Ok(bytes) => answer(&bytes, &mut secrets),
        Err(error) => A::failed(error),
    }));
    let mut answer = answered.unwrap_or_else(|panic| A::failed(broken(module, panic.as_ref())));
    answer.warnings().splice(0..0, warnings);
    ascii::line(&secrets.masked(answer))
}

fn reply_to<R: Resource>(bytes: &[u8], host: &dyn Host, secrets: &mut Secrets) -> Reply {
    let call = match Call::<R::Desired>::read(bytes, R::MODULE, secrets) {
        Ok(call) => call,
        Err(reply) => return *reply,
    };
    tracing::info!(module = R::MODULE, mode = ?call.settings.mode, resources = call.desired.len(), "called");
    let host = &Looking::at(host, call.way);
    let resources = match call.settings.mode {
        Mode::Check => checked::<R>(&call, host),
        Mode::Converge => converged::<R>(&call, host),
    };
    let mut reply = account::reply(resources, &call.consent);
    if call.wants_others {
        match R::others(&call.desired, host) {
            Ok(others) => reply.others = others,
            Err(error) => reply.warnings.push(format!("what else there is is not known: {error:#}")),
        }
    }
    reply.diff = reply.diff.filter(|_| call.settings.wants_diff);
    reply.warnings.splice(0..0, call.warnings);
    reply.invocation = call.invocation;
    tracing::info!(changed = reply.changed, failed = reply.failed, "answers");
    reply
}

fn checked<R: Resource>(call: &Call<R::Desired>, host: &dyn Host) -> Vec<ResourceReply> {
    let looks = resource::check::<R>(&call.desired, &call.consent, host);
    let reply = |(desired, look)| account::of_look(R::name(desired), look);
    call.desired.iter().zip(looks).map(reply).collect()
}

fn converged<R: Resource>(call: &Call<R::Desired>, host: &dyn Host) -> Vec<ResourceReply> {
    let outcomes = resource::converge::<R>(&call.desired, &call.consent, host);
    let reply = |(desired, outcome)| account::of_outcome(R::name(desired), outcome);
    call.desired.iter().zip(outcomes).map(reply).collect()
}

/// Returns the schema of everything the module of `R` takes: a resource's fields, `allow` and `resources`.
pub fn schema<R: Resource>() -> Value {
    call::schema::<R::Desired>()
}

/// Returns the schema of what every module answers: what is required is always there.
pub fn reply_schema() -> Value {
    SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Reply>().to_value()
}

fn broken(module: &str, panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    broken_off(module, text.unwrap_or("it left no message"))
}

fn broken_off(module: &str, what: &str) -> String {
    format!("{module} broke off, a defect of its own: {what}; look at what it had done by running it in check mode")
}

#[cfg(test)]
mod tests;
