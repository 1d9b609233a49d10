//! What people wish: the two JSON files, and the arguments that Ansible writes.

use phoenix_modules::catalog::MODULES;
use phoenix_run::agenda::{self, TakenCareOf};
use phoenix_run::config::{self, Severity};
use phoenix_run::select::Selection;
use serde_json::Value;

use super::Altered;

const HYPERVISOR: &str = include_str!("../../../playbooks/example/phoenix_hypervisor_config.json");
const LXC: &str = include_str!("../../../playbooks/example/phoenix_lxc_configs.json");

/// The arguments file of a module: the answer is one line of ASCII JSON, and never "broke off".
pub(super) fn arguments(bytes: &[u8]) {
    let module = super::chosen(bytes, MODULES);
    let line = Altered::with(|host| (module.answer)(bytes, &host));
    let text = std::str::from_utf8(&line).expect("the answer is ASCII");
    assert!(text.is_ascii() && text.trim_matches('\n').lines().count() == 1, "{text:?}");
    let reply: Value = serde_json::from_str(text).expect("the answer is JSON");
    assert!(!text.contains("broke off"), "{reply}");
}

/// One of the two files beside a good other one: findings have a line, a severity and a sentence; what is readable has tasks.
pub(super) fn config(bytes: &[u8]) {
    let is_of_containers = bytes.windows(11).any(|word| word == b"lxc_configs");
    if is_of_containers { judge(HYPERVISOR.as_bytes(), bytes) } else { judge(bytes, LXC.as_bytes()) }
}

fn judge(hypervisor: &[u8], lxc: &[u8]) {
    let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    let lines = count(hypervisor).max(count(lxc));
    let answer = config::read(hypervisor, lxc);
    let findings = match &answer {
        Ok(configuration) => &configuration.findings,
        Err(findings) => findings,
    };
    assert_eq!(answer.is_err(), findings.iter().any(|finding| finding.severity == Severity::Error));
    for finding in findings {
        let at = finding.at.expect("every finding has a line");
        assert!((1..=lines).contains(&(at.line as usize)), "{finding}");
        assert!(!finding.message.is_empty() && !finding.to_string().contains('\n'), "{finding:?}");
    }
    if let Ok(configuration) = &answer {
        agenda::plan(configuration, &Selection::new(Vec::new()), TakenCareOf { features: true, health: false });
    }
}
