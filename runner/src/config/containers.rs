//! The containers of the second file, in every shape their keys have had.

use phoenix_modules::names::Ctid;

use super::finding::Finding;
use super::firewall;
use super::health;
use super::json::Value;
use super::keys;
use super::network::{self, Networks};
use super::place::{Place, Reader};
use super::values::{self, boolean, integer, name, text};
use super::{Configuration, Container, Located};
use super::{lines, mounts};

/// Reads all containers; the members of `lxc_configs` are named by their ids.
pub(super) fn read(guests: &Place<'_>, configuration: &mut Configuration, findings: &mut Vec<Finding>) {
    let Some(list) = guests.member("lxc_configs") else {
        findings.push(Finding::error(
            guests.at,
            "lxc_configs",
            "the key `lxc_configs` is missing, expected an object of containers",
        ));
        return;
    };
    if !list.is_object(findings) {
        return;
    }
    for (id, place) in list.members() {
        let ctid = ctid(id, &place, findings);
        if place.is_object(findings) {
            keys::walk(&place, &keys::CONTAINER, &format!("lxc/{id}"), findings, &mut configuration.not_managed);
            configuration.containers.extend(container(id, ctid, &place, findings));
        }
    }
}

fn ctid(id: &str, place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Ctid> {
    let wrong = match id.parse() {
        Ok(ctid) => return Some(ctid),
        Err(wrong) => format!("{wrong}"),
    };
    findings.push(Finding::error(place.at, &place.key, wrong).rule("V-16"));
    None
}

/// Reads all values of a container, also where its id is wrong: everything that is wrong is reported at once.
fn container(id: &str, ctid: Option<Ctid>, place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Container> {
    let Networks { networks, nameservers } = network::read(place, findings);
    let firewall = firewall::of_container(place, id, &networks, findings);
    let mounts = mounts::of_container(place, id, findings);
    let mut reader = Reader { object: place, findings };
    Some(Container {
        at: place.at,
        hostname: reader.read_by_rule("V-14", "name", name),
        // The limits are those of pct (pve-container 6.1): memory from 16 MiB, cores to 8192.
        memory_mb: reader.read("memory_mb", integer(16..=1 << 32)),
        swap_mb: swap(&mut reader),
        cores: reader.read("cores", integer(1..=8192)),
        storage_pool: reader.read("storage_pool", name),
        storage_size_gb: reader.read_by_rule("V-51", "storage_size_gb", values::integer_or_text(1..=1 << 22)),
        unprivileged: reader.read("unprivileged", boolean),
        networks,
        nameservers,
        start_at_boot: reader.read("start_at_boot", boolean),
        boot_order: reader.read("boot_order", integer(0..=1 << 31)),
        boot_delay: reader.read("boot_delay", integer(0..=1 << 31)),
        features_of_proxmox: features_of_proxmox(&mut reader),
        template: reader.read("template", text),
        clone_from: clone_from(&mut reader),
        template_snapshot_name: reader.read("template_snapshot_name", name),
        lifecycle_snapshots: reader.read("enable_lifecycle_snapshots", boolean),
        is_template: reader.read("is_template", boolean),
        dependencies: reader.read_each("dependencies", values::ctid),
        install_features: install_features(&mut reader),
        application_script: reader.read("application_script", text),
        lines: lines::read(&mut reader),
        health_checks: health::read(&mut reader),
        firewall,
        mounts,
        exclusive_mounts: reader.read("exclusive_mounts", boolean),
        ctid: ctid?,
    })
}

/// Reads a key by its present name or by the one it had before; the present one wins.
fn of_two<T>(
    reader: &mut Reader<'_, '_>,
    names: [&str; 2],
    parse: impl Fn(&super::json::Node<'_>) -> Result<T, String>,
) -> Option<Located<T>> {
    let [present, former] = names.map(|name| reader.read(name, &parse));
    present.or(former)
}

fn swap(reader: &mut Reader<'_, '_>) -> Option<Located<u64>> {
    of_two(reader, ["swap_mb", "swap"], integer(0..=1 << 32))
}

fn clone_from(reader: &mut Reader<'_, '_>) -> Option<Located<Ctid>> {
    of_two(reader, ["clone_from_ctid", "clone_from_template_ctid"], values::ctid)
}

type Features = Located<Vec<(String, String)>>;

/// Reads Proxmox's features from `pct_options` and from a `features` that is a text; nothing listed is nothing managed.
fn features_of_proxmox(reader: &mut Reader<'_, '_>) -> Option<Features> {
    let listed = reader.read("pct_options", values::feature_list);
    let is_text = |place: &Place<'_>| matches!(place.node.value, Value::Text(_));
    let written = reader
        .object
        .member("features")
        .filter(is_text)
        .and_then(|place| place.read(values::feature_text, reader.findings));
    let mut merged: Option<Features> = None;
    for features in [listed, written].into_iter().flatten() {
        let into = merged.get_or_insert_with(|| Located { value: Vec::new(), ..features.clone() });
        for feature in features.value {
            merge_feature(&mut into.value, feature, features.at, &features.key, reader.findings);
        }
    }
    merged.filter(|features| !features.value.is_empty())
}

fn merge_feature(
    into: &mut Vec<(String, String)>,
    feature: (String, String),
    at: super::At,
    key: &str,
    findings: &mut Vec<Finding>,
) {
    let Some((name, earlier)) = into.iter().find(|(name, _)| *name == feature.0) else {
        into.push(feature);
        return;
    };
    if *earlier != feature.1 {
        let message = format!("the feature `{name}` is written twice, as {earlier} and as {}", feature.1);
        findings.push(Finding::error(at, key, message).remedy("remove the one that is not meant"));
    }
}

/// Reads the names of install scripts from a `features` that is a list.
fn install_features(reader: &mut Reader<'_, '_>) -> Vec<Located<String>> {
    let is_text = |place: Place<'_>| matches!(place.node.value, Value::Text(_));
    if reader.object.member("features").is_some_and(is_text) {
        return Vec::new();
    }
    let features = reader.read_each("features", text);
    for feature in features.iter().filter(|feature| feature.value.contains('=')) {
        let message =
            format!("`{}` looks like a feature of Proxmox, but the list names install scripts", feature.value);
        reader.findings.push(Finding::warning(feature.at, &feature.key, message).remedy("write it in `pct_options`"));
    }
    features
}

#[cfg(test)]
mod tests {
    use crate::config::{At, Container, File, Finding, Severity, read};

    fn file(text: &str) -> Result<Vec<Container>, Vec<Finding>> {
        read(b"{}", text.as_bytes()).map(|configuration| configuration.containers)
    }

    fn container(text: &str) -> Result<Container, Vec<Finding>> {
        file(&format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}")).map(|mut containers| containers.remove(0))
    }

    fn errors(text: &str) -> Vec<String> {
        let findings = container(text).unwrap_err();
        findings.iter().filter(|finding| finding.severity == Severity::Error).map(ToString::to_string).collect()
    }

    #[test]
    fn every_value_keeps_its_line_and_path() {
        let containers = file("{\"lxc_configs\": {\n\"101\": {\n\"name\": \"web\",\n\"memory_mb\":\n2048}}}").unwrap();
        let memory = containers[0].memory_mb.as_ref().unwrap();
        assert_eq!(
            (memory.value, memory.at, memory.key.as_str()),
            (2048, At { file: File::Lxc, line: 4 }, "lxc_configs.101.memory_mb")
        );
        assert_eq!(containers[0].at.to_string(), "lxc:2");
    }

    #[test]
    fn an_absent_key_is_unmanaged() {
        let container = container("").unwrap();
        assert_eq!((container.hostname, container.memory_mb, container.unprivileged), (None, None, None));
        assert!(container.dependencies.is_empty());
    }

    #[test]
    fn old_names_and_quoted_numbers_are_read() {
        let container = container(
            r#""swap": 512, "clone_from_template_ctid": "900", "storage_size_gb": "64", "dependencies": [102, "103"]"#,
        )
        .unwrap();
        assert_eq!(container.swap_mb.unwrap().value, 512);
        assert_eq!(container.clone_from.unwrap().value.number(), 900);
        assert_eq!(container.storage_size_gb.unwrap().value, 64);
        assert_eq!(container.dependencies.iter().map(|id| id.value.number()).collect::<Vec<_>>(), [102, 103]);
    }

    #[test]
    fn the_present_name_of_a_key_wins_over_the_former() {
        let container =
            container(r#""swap": 1, "swap_mb": 2, "clone_from_ctid": 900, "clone_from_template_ctid": 901"#).unwrap();
        assert_eq!((container.swap_mb.unwrap().value, container.clone_from.unwrap().value.number()), (2, 900));
    }

    #[test]
    fn features_as_text_are_proxmoxs_and_as_list_are_scripts() {
        let text = container(r#""features": "nesting=1,keyctl=1""#).unwrap();
        assert_eq!(
            text.features_of_proxmox.unwrap().value,
            [("nesting".into(), "1".into()), ("keyctl".into(), "1".into())]
        );
        assert!(text.install_features.is_empty());
        let list = container(r#""features": ["docker"], "pct_options": ["nesting=1"]"#).unwrap();
        assert_eq!(list.features_of_proxmox.unwrap().value, [("nesting".into(), "1".into())]);
        assert_eq!(list.install_features[0].value, "docker");
    }

    #[test]
    fn an_empty_list_of_features_is_unmanaged() {
        assert_eq!(container(r#""features": "", "pct_options": []"#).unwrap().features_of_proxmox, None);
    }

    #[test]
    fn both_spellings_of_features_are_merged() {
        let merged = container(r#""features": "nesting=1", "pct_options": ["keyctl=1", "nesting=1"]"#).unwrap();
        assert_eq!(merged.features_of_proxmox.unwrap().value.len(), 2);
        assert!(
            errors(r#""features": "nesting=1", "pct_options": ["nesting=0"]"#)[0]
                .contains("written twice, as 0 and as 1")
        );
    }

    #[test]
    fn wrong_types_are_all_reported_with_what_was_found() {
        let found = errors(
            r#""name": "a_b", "memory_mb": "2048", "swap_mb": -1, "cores": 0, "storage_pool": "1x", "storage_size_gb": 1.5,
               "unprivileged": "true", "start_at_boot": 1, "boot_order": null, "pct_options": "nesting=1", "template": "",
               "clone_from_ctid": "90", "is_template": 0, "dependencies": ["x", 5], "features": {}, "application_script": []"#,
        );
        assert_eq!(found.len(), 17, "{found:#?}");
        let memory =
            "error lxc:1 lxc_configs.101.memory_mb: expected a whole number from 16 to 4294967296, found the text";
        assert!(found.contains(&format!("{memory} \"2048\"")));
    }

    #[test]
    fn ids_that_cannot_be_are_errors() {
        for id in ["99", "0101", "web", "", "1000000000"] {
            let findings = file(&format!("{{\"lxc_configs\": {{\"{id}\": {{}}}}}}")).unwrap_err();
            assert_eq!(findings.iter().filter(|finding| finding.rule == Some("V-16")).count(), 1, "{id}");
        }
    }

    #[test]
    fn a_wrong_id_hides_nothing_else_that_is_wrong() {
        let findings = file("{\"lxc_configs\": {\"web\": {\"cores\": \"2\"}}}").unwrap_err();
        assert!(findings.iter().any(|finding| finding.key == "lxc_configs.web.cores"));
    }

    #[test]
    fn a_file_without_containers_is_an_error() {
        for text in ["{}", "{\"lxc_configs\": []}", "[]", "{\"lxc_configs\": {\"101\": 5}}"] {
            assert_eq!(
                file(text).unwrap_err().iter().filter(|finding| finding.severity == Severity::Error).count(),
                1,
                "{text}"
            );
        }
        assert_eq!(file("{\"lxc_configs\": {}}").unwrap(), []);
    }

    #[test]
    fn a_feature_of_proxmox_among_the_scripts_warns() {
        let configuration = read(b"{}", br#"{"lxc_configs": {"101": {"features": ["nesting=1"]}}}"#).unwrap();
        assert!(configuration.findings.iter().any(|finding| finding.remedy == "write it in `pct_options`"));
    }
}
