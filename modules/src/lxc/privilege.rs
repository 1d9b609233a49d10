//! Whether a container is unprivileged: decided when it is made, so that a copy of it is the only way to another answer.

use super::Desired;
use super::life::refusal;
use crate::plan::Refusal;
use crate::pve::guest_config::Config;
use crate::pve::property_string::{PropertyString, parse_boolean};

/// Refuses a wish that a container be privileged or not if it is otherwise, with the way to a copy that is.
pub(super) fn refuse(desired: &Desired, config: &Config) -> Option<Refusal> {
    let wished = desired.unprivileged?;
    let found = config.is_set("unprivileged");
    let word = |unprivileged: bool| if unprivileged { "unprivileged" } else { "privileged" };
    let why = "Proxmox VE decides it when the container is created";
    (wished != found).then(|| refusal("unprivileged", word(wished), word(found), why, remedy(desired, config, wished)))
}

/// The id is another one: `pct restore` refuses one that exists, and `--force` destroys its volumes, those that are in no backup too.
fn remedy(desired: &Desired, config: &Config, wished: bool) -> String {
    let ctid = desired.ctid;
    let rootfs = PropertyString::parse(config.main.settings.get("rootfs").map_or("", String::as_str));
    let volume = rootfs.leading().or(rootfs.get("volume")).and_then(|volume| volume.split_once(':'));
    let storage = volume.map_or("STORAGE", |(storage, _)| storage);
    format!(
        "make a copy (`vzdump {ctid}`, `pct restore FREE_ID BACKUP --storage {storage} --unprivileged {}`), and keep {ctid}, stopped, \
         until the copy is checked{}; or wish what it is",
        i32::from(wished),
        in_no_backup(config)
    )
}

/// Says which mount points `vzdump` leaves out: volumes without `backup=1`. What is a path of the host is not in the container.
fn in_no_backup(config: &Config) -> String {
    let is_left_out = |text: &str| {
        let mount_point = PropertyString::parse(text);
        let source = mount_point.leading().or(mount_point.get("volume")).unwrap_or("");
        !source.starts_with('/') && !mount_point.get("backup").and_then(parse_boolean).unwrap_or(false)
    };
    let left_out: Vec<&str> =
        config.mount_points().filter(|(_, text)| is_left_out(text)).map(|(option, _)| option).collect();
    match left_out[..] {
        [] => String::new(),
        [one] => format!(" ({one} is in no backup: `pct set` it with backup=1 first, or copy it)"),
        _ => format!(" ({} are in no backup: `pct set` them with backup=1 first, or copy them)", left_out.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config::parse;

    fn remedy(config: &str) -> Option<String> {
        let desired = serde_json::from_str(r#"{"ctid": 101, "unprivileged": true}"#).unwrap();
        refuse(&desired, &parse(config)).map(|refusal| refusal.remedy)
    }

    #[test]
    fn the_copy_gets_another_id_and_what_no_backup_has_is_named() {
        let text =
            remedy("rootfs: tank:subvol-101-disk-0,size=8G\nmp0: tank:a,mp=/a,backup=1\nmp1: /srv,mp=/b\n").unwrap();
        assert!(text.contains("`pct restore FREE_ID BACKUP --storage tank --unprivileged 1`"), "{text}");
        assert!(!text.contains("no backup") && !text.contains("restore 101"), "{text}");
        let text = remedy("rootfs: tank:r\nmp0: tank:a,mp=/a,backup=0\n").unwrap();
        assert!(text.contains("(mp0 is in no backup:"), "{text}");
        let text =
            remedy("rootfs: tank:r\nmp0: tank:a,mp=/a\nmp2: volume=tank:b,mp=/b\nmp4: tank:c,mp=/c,backup=yes\n")
                .unwrap();
        assert!(text.contains("(mp0, mp2 are in no backup:"), "{text}");
        assert_eq!(remedy("unprivileged: 1\nmp0: tank:a,mp=/a\n"), None);
    }
}
