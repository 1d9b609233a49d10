//! The pair of files through the playbooks of the collection: by the modules, by phoenix-run on the host, as a report.

use crate::place::{Place, Said};
use crate::setup::Core;

/// What the example makes on a blank host takes disks and opens a firewall; what it installs is its owner's.
const VARIABLES: &str = r#"{"host_allow": ["exposes", "irreversible"], "host_without": ["features", "health"]}"#;

impl Place {
    /// Plays one of the collection's own playbooks.
    fn plays(&self, name: &str, options: &[&str]) -> Said {
        let name = format!("thinkheads.phoenix.{name}");
        self.type_in("ansible-playbook", &[&["-i", "inventory.yml", &name, "-e", VARIABLES], options].concat())
    }

    /// Asserts what `phoenix-run` itself says of the host.
    fn is_as_declared(&self) {
        let folder = phoenix_tests::binaries::folder();
        let check = ["check", "--hypervisor-config", "phoenix_hypervisor_config.json", "--without", "features"];
        self.type_from(folder, "phoenix-run", &check).ends_with(0).says("40 resources: 40 in sync");
    }
}

fn by_the_modules(core: Core) -> Place {
    let place = Place::of_the_example(core);
    place.plays("modules", &["--check"]).ends_with(0).says("changed=18   unreachable=0    failed=0");
    let features = place.plays("modules", &["-e", r#"{"host_without": []}"#]);
    features.ends_with(2).says("Only phoenix-run installs feature/").says("host_without: [features]");
    assert_eq!(place.mutations(), Vec::<String>::new());
    place.plays("modules", &[]).ends_with(0).says("changed=18   unreachable=0    failed=0");
    place.is_as_declared();
    place
}

#[test]
fn the_example_by_the_modules() {
    let place = by_the_modules(Core::Newest);
    let typed = place.mutations().len();
    place.plays("modules", &["--diff"]).ends_with(0).says("changed=0    unreachable=0    failed=0");
    assert_eq!(place.mutations().len(), typed);
}

#[test]
fn the_example_by_the_modules_on_the_oldest_ansible() {
    by_the_modules(Core::Oldest);
}

#[test]
fn the_example_by_phoenix_run_on_the_host() {
    let place = Place::of_the_example(Core::Newest);
    place.plays("run", &["--check"]).ends_with(0).says("changed=1 ").says("Nothing was changed");
    assert_eq!(place.mutations(), Vec::<String>::new());
    place.plays("run", &[]).ends_with(0).says("changed=1 ");
    place.is_as_declared();
    let typed = place.mutations().len();
    place.plays("run", &[]).ends_with(0).says("changed=0 ").says("Nothing was typed").shows("run_again");
    assert_eq!(place.mutations().len(), typed);
    let left = std::fs::read_dir(place.path("tmp")).unwrap().count();
    assert_eq!(left, 0, "what was brought to the host is still there");
}

#[test]
fn a_report_says_what_differs_and_fails_only_if_it_is_to() {
    let place = Place::of_the_example(Core::Newest);
    // Of 40: the firewall of 301 comes with its clone.
    place.plays("report", &[]).ends_with(0).says("changed=0 ").says("39 differ");
    place.plays("report", &["-e", r#"{"host_fail_on_drift": true}"#]).ends_with(2).says("39 differ");
    assert_eq!(place.mutations(), Vec::<String>::new());
}

#[test]
fn what_is_wrong_with_the_files_ends_it_before_anything_is_touched() {
    let place = Place::of_the_example(Core::Newest);
    place.write("phoenix_lxc_configs.json", "{ \"lxc_configs\": { \"101\": { \"memory_mb\": \"much\" } } }");
    for playbook in ["modules", "run"] {
        place.plays(playbook, &[]).ends_with(2).says("memory_mb").says("rejected");
    }
    assert_eq!(place.mutations(), Vec::<String>::new());
}
