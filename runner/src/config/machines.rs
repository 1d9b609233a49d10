//! The virtual machines of `phoenix_vm_configs.json`: their ids and names, to tell what containers depend on. Nothing else of
//! that file is read, and nothing in it is managed.

use std::collections::BTreeMap;

use phoenix_modules::names::Ctid;

use super::finding::Finding;
use super::json::{self, Value};
use super::{At, File, Severity, place, values};

/// Virtual machines by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machines {
    pub(super) by_id: BTreeMap<Ctid, Machine>,
}

/// A virtual machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Machine {
    pub(super) name: Option<String>,
    pub(super) at: At,
}

impl Machines {
    /// Reads the file: `vms` is a list of objects with `vmid` and `name`; one without an id (early files) is passed by.
    ///
    /// # Errors
    ///
    /// All findings, when at least one of them is an error.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let tree = json::parse(File::Machines, bytes, &mut findings);
        let mut machines = Self::default();
        let file = place::root(File::Machines, tree.as_ref(), &mut findings);
        let list = file.as_ref().and_then(|file| file.member("vms"));
        for entry in list.iter().flat_map(place::Place::elements) {
            let Some(id) = entry.member("vmid").and_then(|id| id.read(values::ctid, &mut findings)) else { continue };
            let name = entry.member("name").and_then(|name| match &name.node.value {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            });
            machines.by_id.insert(id.value, Machine { name, at: id.at });
        }
        let is_wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
        if is_wrong { Err(findings) } else { Ok(machines) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_known_by_id_and_name() {
        let text = "{\"vm_defaults\": {}, \"vms\": [{\"name\": \"old\"},\n{\"vmid\": 1002, \"name\": \"drone\"}, {\"vmid\": \"9000\"}]}";
        let machines = Machines::read(text.as_bytes()).unwrap().by_id;
        let told: Vec<String> = machines
            .iter()
            .map(|(id, Machine { name, at })| format!("{id} {} {at}", name.as_deref().unwrap_or("-")))
            .collect();
        assert_eq!(told, ["1002 drone vm:2", "9000 - vm:2"]);
        assert!(Machines::read(b"{}").unwrap().by_id.is_empty());
    }

    #[test]
    fn a_file_that_cannot_be_meant_is_rejected_with_its_line() {
        let findings = Machines::read(b"{\"vms\": [\n{\"vmid\": 12}]}").unwrap_err();
        assert_eq!(findings[0].at.unwrap().to_string(), "vm:2");
        assert!(Machines::read(b"[").is_err());
    }
}
