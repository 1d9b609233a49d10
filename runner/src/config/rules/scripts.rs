//! What runs in containers, and the profiles they run under, as far as names alone can tell.

use std::collections::HashSet;

use super::{Facts, Guest, Verdicts};

/// Install scripts that owners of such files had, in the order of the alphabet; what `V-40` is about (`step_cli`) is one.
const FEATURES: [&str; 14] = [
    "base_setup",
    "dns_server",
    "docker",
    "nat_gateway",
    "nvidia",
    "ollama",
    "portainer",
    "python_api_service",
    "step_ca",
    "step_cli",
    "sync_traefik_certs",
    "traefik",
    "trusted_ca",
    "vllm",
];

/// V-41: a feature is the name of an install script.
pub(super) fn feature_without_script(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        for feature in &guest.container.install_features {
            let name = feature.value.as_str();
            if !FEATURES.contains(&name) && !name.contains('=') {
                let near = FEATURES.iter().find(|known| strsim::damerau_levenshtein(known, name) <= 2);
                let hint = near.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
                let message = format!("no install script that is known here is called `{name}`{hint}");
                verdicts.say_of(guest, feature, message, "correct the name, unless the script is your own");
            }
        }
    }
}

/// V-42: a clone has what was installed in its source.
pub(super) fn feature_of_the_source(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let inherited = inherited(facts, guest);
        for feature in &guest.container.install_features {
            if let Some((_, from)) = inherited.iter().find(|(name, _)| *name == feature.value) {
                let message = format!("already installed in {}, which this is a clone of", from.container.ctid);
                verdicts.say_of(guest, feature, message, "");
            }
        }
    }
}

/// Returns the features of the sources of a container, each with where it comes from.
fn inherited<'f>(facts: &'f Facts<'_>, guest: &'f Guest<'f>) -> Vec<(&'f str, &'f Guest<'f>)> {
    let mut seen = HashSet::new();
    let mut features = Vec::new();
    let mut next = facts.source(guest);
    // A circle of clones is reported elsewhere; here it only has to end.
    while let Some(source) = next.filter(|source| seen.insert(source.container.ctid)) {
        features.extend(source.container.install_features.iter().map(|feature| (feature.value.as_str(), source)));
        next = facts.source(source);
    }
    features
}

/// V-43: `..._955.sh` is the script of the container 955; whether it is there only the folder of the scripts can tell.
pub(super) fn script_of_another_container(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(script) = &guest.container.application_script else { continue };
        let stem = script.value.strip_suffix(".sh").unwrap_or(&script.value);
        let id = stem.rsplit('_').next().filter(|id| id.len() >= 3 && id.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(id) = id.filter(|id| **id != guest.container.ctid.to_string()) {
            verdicts.say_of(guest, script, format!("by its name the script of the container {id}"), "");
        }
    }
}

/// V-44: a container does not start under a profile that the host has not loaded, which the files cannot tell.
pub(super) fn profile_of_the_host(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(place) = guest.place.member("apparmor_profile") else { continue };
        let named = |name: &&str| !["", "unconfined", "generated"].contains(name);
        if let Some(name) = place.node.as_text().filter(named) {
            let spelling = if name.contains('_') { "; names of profiles usually have dashes" } else { "" };
            verdicts.say_at(guest, &place, format!("the host must have the profile `{name}` loaded{spelling}"), "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

    #[test]
    fn a_feature_has_a_script() {
        let guests = r#""101": {"features": ["step_cli", "dockr", "mine"]}"#;
        assert_eq!(
            broken("V-41", "", guests),
            ["warning lxc_configs.101.features[1]", "warning lxc_configs.101.features[2]"]
        );
    }

    #[test]
    fn a_feature_comes_with_the_source_and_its_source() {
        let guests = r#""900": {"features": ["docker"]}, "901": {"clone_from_ctid": 900}, "101": {"clone_from_ctid": 901, "features": ["vllm", "docker"]}"#;
        assert_eq!(broken("V-42", "", guests), ["info lxc_configs.101.features[1]"]);
    }

    #[test]
    fn a_script_is_named_after_its_container() {
        let guests = r#""101": {"application_script": "lxc_955.sh"}, "102": {"application_script": "lxc_102.sh"}, "103": {"application_script": "lxc_vllm.sh"}"#;
        assert_eq!(broken("V-43", "", guests), ["info lxc_configs.101.application_script"]);
    }

    #[test]
    fn a_profile_of_the_hosts_is_mentioned() {
        let guests = r#""101": {"apparmor_profile": "lxc_phoenix_v1"}, "102": {"apparmor_profile": "unconfined"}"#;
        assert_eq!(broken("V-44", "", guests), ["info lxc_configs.101.apparmor_profile"]);
    }
}
