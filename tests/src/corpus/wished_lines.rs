//! Raw lines that a pair wishes otherwise: that they go is no loss.

use serde_json::Value;

use super::Pair;

/// Returns whether what is lost is a raw line of a container's main section whose key, or whose card, the pair is about.
pub(super) fn is_wished_otherwise(pair: &Pair, lost: &str) -> bool {
    let Some((ctid, line)) = lost.strip_prefix("line ").and_then(|rest| rest.split_once(".conf: ")) else {
        return false;
    };
    let ctid = ctid.rsplit('/').next().unwrap_or_default();
    let files: Value = serde_json::from_str(&pair.lxc).unwrap_or_default();
    let entry = &files["lxc_configs"][ctid];
    let Some((key, value)) = line.split_once(':') else { return false };
    let is_given = |name: &str| entry[name].as_str().is_some_and(|text| !text.is_empty());
    let options = entry["lxc_options"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let is_of_a_card = value.contains("/dev/nvidia") || value.contains("c 195:") || value.contains("c 243:");
    options.map(|option| option.split([':', '=', ' ']).next().unwrap_or_default()).any(|wished| wished == key)
        || (key == "lxc.apparmor.profile" && is_given("apparmor_profile"))
        || (key == "lxc.apparmor.allow_nesting" && entry["apparmor_manages_nesting"] == true)
        || (key == "lxc.idmap" && entry["id_maps"].is_array())
        || (is_of_a_card && is_given("gpu_assignment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_nobody_wishes_is_lost() {
        let lxc = r#"{"lxc_configs": {"101": {"lxc_options": ["lxc.mount.auto:sys:rw"], "gpu_assignment": "none"}}}"#;
        let pair = Pair { name: String::new(), hypervisor: String::new(), lxc: lxc.to_owned() };
        let is_wished = |line: &str| is_wished_otherwise(&pair, &format!("line /etc/pve/nodes/pve1/lxc/{line}"));
        assert!(
            is_wished("101.conf: lxc.mount.auto: x")
                && is_wished("101.conf: lxc.mount.entry: /dev/nvidia0 dev/nvidia0")
        );
        assert!(
            !is_wished("102.conf: lxc.mount.auto: x") && !is_wished("101.conf: lxc.mount.entry: /dev/fuse dev/fuse")
        );
        assert!(!is_wished("101.conf[good]: lxc.mount.auto: x") && !is_wished("101.conf: lxc.apparmor.profile: x"));
    }
}
