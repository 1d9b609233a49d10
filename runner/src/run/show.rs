//! What a run shows: the files' findings, the plan, the end.

use std::path::Path;
use std::time::{Duration, Instant};

use phoenix_modules::host::Probe as _;
use phoenix_modules::host::real::RealHost;

use crate::agenda::Agenda;
use crate::cli::{Options, OutputFormat};
use crate::config::{Configuration, Finding, Severity};
use crate::converge::Ran;
use crate::inspection::Inspection;
use crate::report::{self, Detail, Tally};
use crate::status::Status;
use crate::terminal::say;

pub(super) fn reject(findings: &[Finding], options: &Options) -> u8 {
    match options.output {
        OutputFormat::Json => {
            say(serde_json::json!({ "exit_code": report::FILES_REJECTED, "findings": findings }));
        }
        OutputFormat::Human => {
            let (hypervisor, lxc) = options.files();
            say("The files are rejected, nothing was looked at or changed:");
            say(format_args!("  hypervisor = {}", hypervisor.display()));
            say(format_args!("  lxc = {}", lxc.display()));
            options.vm_config.iter().for_each(|machines| say(format_args!("  vm = {}", machines.display())));
            findings.iter().for_each(|finding| say(format_args!("  {finding}")));
        }
    }
    report::FILES_REJECTED
}

pub(super) fn validate(configuration: &Configuration, options: &Options) -> u8 {
    let refused = configuration.findings.iter().filter(|finding| finding.severity == Severity::Refuse).count();
    let code = if refused > 0 { report::REFUSED } else { report::AS_DECLARED };
    if options.output == OutputFormat::Json {
        let Configuration { findings, not_managed, inert, .. } = configuration;
        say(serde_json::json!({ "exit_code": code, "findings": findings, "not_managed": not_managed, "inert": inert }));
        return code;
    }
    configuration.findings.iter().for_each(say);
    for entry in &configuration.not_managed {
        say(format_args!("not managed yet: {} {} {} ({})", entry.at, entry.resource, entry.key, entry.topic));
    }
    for entry in &configuration.inert {
        say(format_args!("inert, nothing acts on it: {} {} {}", entry.at, entry.resource, entry.key));
    }
    say(format_args!(
        "The files can be read: {}, {}, {}; {} (of which {refused} refuse a resource), {} not managed yet, {} inert.",
        report::counted(configuration.datasets.len(), "dataset"),
        report::counted(configuration.storages.len(), "storage"),
        report::counted(configuration.containers.len(), "container"),
        report::counted(configuration.findings.len(), "finding"),
        report::counted(configuration.not_managed.len(), "key"),
        configuration.inert.len(),
    ));
    code
}

pub(super) fn show_plan(configuration: &Configuration, agenda: &Agenda, inspection: &Inspection, options: &Options) {
    let (hypervisor, lxc) = options.files();
    say(format_args!("{}    wanted: {}, {}", node_name(), hypervisor.display(), lxc.display()));
    let detail = if options.diff { Detail::Diff } else { Detail::Short };
    let rows = report::rows(agenda, &inspection.statuses, detail);
    let notes = report::notes(agenda, &inspection.statuses);
    let remarks = report::remarks(configuration, &inspection.others);
    rows.iter().chain(&notes).chain(&remarks).for_each(say);
    for objection in &inspection.objections {
        say(format_args!("  {}  {objection}", report::objection_sign()));
    }
}

/// Returns the exit code: the worst wins, and what stands against the whole run is a refusal.
pub(super) fn exit_code(tally: &Tally, objections: &[String]) -> u8 {
    match tally.exit_code() {
        report::FAILED => report::FAILED,
        _ if !objections.is_empty() => report::REFUSED,
        code => code,
    }
}

pub(super) fn node_name() -> String {
    let name = RealHost::from_environment().read(Path::new("/etc/hostname")).ok().flatten();
    let name = name.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or("this host".to_owned())
}

pub(super) fn what_converge_would_do(tally: &Tally, options: &Options) -> String {
    if tally.commands == 0 {
        return ".".to_owned();
    }
    let hint = if options.diff { "" } else { " (--diff shows them)" };
    format!(". converge would type {}{hint}.", report::counted(tally.commands, "command"))
}

pub(super) fn finish(
    configuration: &Configuration,
    agenda: &Agenda,
    ran: &Ran,
    options: &Options,
    begun: Instant,
) -> u8 {
    let statuses = ran.verdicts();
    let tally = Tally::of(agenda, &statuses);
    // After a converge nothing may differ any more: what does is not converged.
    let objections = &ran.inspection.objections;
    let code = match exit_code(&tally, objections) {
        report::DRIFT => report::FAILED,
        code => code,
    };
    if options.output == OutputFormat::Json {
        let (others, objections) = (ran.inspection.others.clone(), objections.clone());
        let inspection = Inspection { statuses, others, objections };
        print_json("converge", configuration, agenda, &inspection, &ran.called, begun.elapsed(), code);
        return code;
    }
    if ran.called.is_empty() {
        say(format_args!("{}. Nothing was typed. {}", tally.sentence(), report::shown_duration(begun.elapsed())));
        return code;
    }
    let rows = report::rows(agenda, &ran.left_to_tell(), Detail::Short);
    let notes = report::notes(agenda, &ran.inspection.statuses);
    rows.iter().chain(&notes).for_each(say);
    if ran.is_stopped {
        let ids: Vec<&str> = ran.not_begun.iter().map(|&index| agenda.tasks[index].id.as_str()).collect();
        let ids = if ids.is_empty() { "nothing".to_owned() } else { ids.join(", ") };
        let fresh = ran.fresh_and_not_begun(agenda);
        let with = if fresh.is_empty() { String::new() } else { format!(" with --fresh {}", fresh.join(",")) };
        say(format_args!("Stopped as you asked; not begun: {ids}. Run again{with} to go on."));
    }
    say(format_args!(
        "Looked again: {} of {} as declared. {}. {}",
        tally.in_sync,
        tally.resources,
        tally.sentence(),
        report::shown_duration(begun.elapsed())
    ));
    code
}

pub(super) fn print_json(
    command: &str,
    configuration: &Configuration,
    agenda: &Agenda,
    inspection: &Inspection,
    called: &[(usize, Status)],
    took: Duration,
    code: u8,
) {
    let report = report::json::Report { command, agenda, inspection, called, configuration, took };
    say(report.to_json(code));
}
