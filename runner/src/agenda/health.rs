//! Whether a container does what it is for, as tasks: one for each check, at the end of the container's chain.
//!
//! They have their turns only behind a change of the container: whoever has changed something wants to know whether it still works.
//! Nothing stands behind them, so a check that is wrong holds nobody up.

use std::collections::HashMap;

use phoenix_modules::names::FeatureName;
use phoenix_modules::plan::Refusal;

use super::features::Features;
use super::wishes::Wish;
use super::{Drafts, Module, Needs, Task, firewalls, lxc_id, start_id, task};
use crate::config::{Container, HealthCheck};

/// Where the scripts of `health_checks` lie unless they are named by their whole path.
const SCRIPTS: &str = "/usr/local/phoenix_hypervisor/bin/health_checks";

/// Adds the tasks of a container, each behind all that is done in it.
pub(super) fn add(drafts: &mut Drafts, container: &Container, features: &Features<'_>) {
    let ctid = container.ctid;
    let own = [lxc_id(ctid), firewalls::id_of(ctid), start_id(ctid)];
    let installed = features.ends().into_iter().map(|(id, _)| id);
    let after: Vec<(String, Needs)> = own.into_iter().chain(installed).map(|id| (id, Needs::Order)).collect();
    let mut names: HashMap<String, usize> = HashMap::new();
    for check in &container.health_checks {
        let mut name = name_of(check);
        if let Some(name) = &mut name {
            let seen = names.entry(name.clone()).or_default();
            *seen += 1;
            if *seen > 1 {
                *name = format!("{name}-{seen}");
            }
        }
        drafts.push(of_check(container, check, name), after.clone());
    }
}

/// `health_check` is the only one of its container; of `health_checks` each has a name, or that of what it runs.
fn name_of(check: &HealthCheck) -> Option<String> {
    if check.is_alone {
        return None;
    }
    let written = check.name.as_ref().or(check.script.as_ref()).or(check.command.as_ref());
    let text = written.map_or("check", |written| written.value.as_str());
    let own = text.split_whitespace().next().filter(|_| check.name.is_none());
    let own = own.map_or(text, |path| path.rsplit('/').next().unwrap_or(path)).trim_end_matches(".sh");
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    let name: String = own.to_lowercase().chars().map(letter).take(48).collect();
    let name = name.trim_matches(['-', '_']).to_owned();
    Some(if name.parse::<FeatureName>().is_ok() { name } else { "check".to_owned() })
}

fn of_check(container: &Container, check: &HealthCheck, name: Option<String>) -> Task {
    let ctid = container.ctid;
    let mut wish = Wish::default();
    wish.fixed("ctid", ctid);
    let id = match &name {
        Some(name) => format!("health/{ctid}/{name}"),
        None => format!("health/{ctid}"),
    };
    if let Some(name) = name {
        wish.fixed("name", name);
    }
    let asked = command(check);
    if let Ok((runs, command)) = &asked {
        wish.fixed("runs", *runs);
        wish.fixed("command", command.as_str());
    }
    let numbers =
        [("retries", &check.retries), ("interval_seconds", &check.interval), ("timeout_seconds", &check.timeout)];
    for (key, number) in numbers {
        if let Some(number) = number {
            wish.fixed(key, number.value);
        }
    }
    // What does not run and should is told by its start.
    wish.fixed("only_if_running", true);
    let mut task = task(id, Module::LxcHealth, wish, check.at);
    task.label = container.hostname.as_ref().map(|name| name.value.to_string());
    task.refusal = asked.err();
    task
}

/// Returns where a check runs and what, or why that cannot be told.
fn command(check: &HealthCheck) -> Result<(&'static str, String), Refusal> {
    let method = check.method.as_ref().map(|method| method.value.as_str());
    match (method, &check.command, &check.script) {
        (None | Some("command"), Some(command), None) => Ok(("guest", command.value.clone())),
        (None | Some("script"), None, Some(script)) => {
            let script = &script.value;
            let path = if script.starts_with('/') { script.clone() } else { format!("{SCRIPTS}/{script}") };
            let arguments = check.args.as_ref().map_or(String::new(), |args| format!(" {}", args.value));
            Ok(("host", path + &arguments))
        }
        (Some(method), ..) if method != "command" && method != "script" => Err(refusal(
            check,
            format!("`type` is {method}"),
            "there is `command`, which runs in the container, and `script`, which runs on the host",
        )),
        (_, Some(_), Some(_)) => {
            Err(refusal(check, "both `command` and `script`".to_owned(), "it is not known which is meant"))
        }
        _ => {
            let key = method.unwrap_or("command");
            Err(refusal(check, format!("no `{key}`"), "nothing says what is to be run"))
        }
    }
}

fn refusal(check: &HealthCheck, found: String, why: &str) -> Refusal {
    Refusal {
        property: check.key.clone(),
        wanted: "a check of the container's health".to_owned(),
        found,
        why: why.to_owned(),
        remedy: "write `command`, or `script` in `health_checks`; or take the check out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::agenda::{Agenda, Module, TakenCareOf, plan};
    use crate::config::read;
    use crate::select::Selection;

    fn agenda(text: &str) -> Agenda {
        let file = format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}");
        plan(&read(b"{}", file.as_bytes()).unwrap(), &Selection::default(), TakenCareOf::default())
    }

    #[test]
    fn each_check_is_a_task_at_the_end_of_its_container() {
        let agenda = agenda(
            r#""start_at_boot": true, "features": ["docker"], "health_check": {"command": "nc -z localhost 9000", "retries": 30},
               "health_checks": [{"name": "Check n8n!", "script": "check_n8n.sh", "args": "a 'b c'"}, {"script": "/srv/up.sh"},
                                 {"name": "check-n8n", "command": "true"}]"#,
        );
        let tasks: Vec<_> = agenda.tasks.iter().filter(|task| task.module == Module::LxcHealth).collect();
        let shown = |key: &str| -> Vec<String> { tasks.iter().map(|task| task.wish[key].to_string()).collect() };
        let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!(ids, ["health/101", "health/101/check-n8n", "health/101/up", "health/101/check-n8n-2"]);
        assert_eq!(shown("runs"), ["\"guest\"", "\"host\"", "\"host\"", "\"guest\""]);
        let script = "\"/usr/local/phoenix_hypervisor/bin/health_checks/check_n8n.sh a 'b c'\"";
        assert_eq!(shown("command"), ["\"nc -z localhost 9000\"", script, "\"/srv/up.sh\"", "\"true\""]);
        for task in tasks {
            let before: Vec<&str> = task.after.iter().map(|edge| agenda.tasks[edge.before].id.as_str()).collect();
            assert_eq!(before, ["lxc/101", "lxc/101 start", "feature/101/docker"]);
            assert_eq!(task.container().as_deref(), Some("lxc/101"));
        }
    }

    #[test]
    fn what_does_not_say_what_is_run_refuses_that_check_alone() {
        for check in
            ["", r#""type": "http""#, r#""type": "script", "command": "a""#, r#""command": "a", "script": "b""#]
        {
            let agenda = agenda(&format!(r#""health_checks": [{{{check}}}]"#));
            let refused: Vec<bool> = agenda.tasks.iter().map(|task| task.refusal.is_some()).collect();
            assert_eq!(refused, [false, true], "{check}");
        }
    }
}
