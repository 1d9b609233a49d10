//! The table of pains, and the page that is written from it.

use Held::{By, Later};
use Part::{CheckMode, Containers, Datasets, Firewalls, Runs, Speed, Storages};

/// A pain of users of other tools.
pub(super) struct Pain {
    pub(super) part: Part,
    /// What hurts, in our words.
    pub(super) pain: &'static str,
    /// Who told of it.
    pub(super) told: &'static str,
    /// What Phoenix does.
    pub(super) does: &'static str,
    pub(super) held: Held,
}

/// What holds that our user does not have a pain.
pub(super) enum Held {
    /// The test of this name.
    By(&'static str),
    /// Nothing yet, for this reason.
    Later(&'static str),
}

/// What a pain is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    CheckMode,
    Containers,
    Datasets,
    Storages,
    Firewalls,
    Runs,
    Speed,
}

impl Part {
    const ALL: [(Self, &'static str); 7] = [
        (CheckMode, "Check mode, diffs, plans"),
        (Containers, "Containers"),
        (Datasets, "ZFS"),
        (Storages, "Storages"),
        (Firewalls, "Firewalls"),
        (Runs, "Locks, time limits, failures"),
        (Speed, "Speed, requirements, delivery"),
    ];
}

const fn row(part: Part, pain: &'static str, told: &'static str, does: &'static str, held: Held) -> Pain {
    Pain { part, pain, told, does, held }
}

/// Every pain, in the order of the page. Names of projects are shortened as the page explains.
#[rustfmt::skip] // One row a line.
pub(super) const PAINS: &[Pain] = &[
    row(CheckMode, "A firewall that bites has no preview: the first run is the test", "cp#502", "the check shows every rule that changes, and refuses what would lock out whoever is connected", By("cp_0502_an_enforcing_firewall_is_previewed")),
    row(CheckMode, "A module is silently skipped in check mode", "an#38781", "every module plans in check mode", By("an_38781_no_module_skips_when_it_is_to_check")),
    row(CheckMode, "A check changes something after all", "an#5614, cp backup schedules", "planning is handed a host that can only be looked at", By("an_5614_a_check_changes_nothing")),
    row(CheckMode, "A check reports changes that a run does not make", "cg#2454, salt#44404", "what a check shows is the very value that a run performs", By("cg_2454_a_check_reports_what_a_run_does")),
    row(CheckMode, "A check says in the past tense that something was updated", "salt#44404, salt#54210", "one word for each verdict: differs, changed, in sync", By("salt_44404_a_check_does_not_say_that_it_was_done")),
    row(CheckMode, "Changed is false although something changed", "cg#11019, cg#11172", "`changed` is what was done", By("cg_11019_changed_is_what_changed")),
    row(CheckMode, "A diff is two long dictionaries to compare by eye", "cp storage modules", "a diff is a property with both sides and when it is felt", By("cp_storage_a_diff_is_a_property_with_both_sides")),
    row(CheckMode, "The plan replaces what could be changed in place", "bpg#3028, bpg#2995, bpg#2067, bpg#1435", "nothing is ever replaced; it is refused, with the command that a person could use", By("bpg_3028_nothing_is_replaced_that_could_be_kept")),
    row(Containers, "Containers that exist cannot be updated", "cp#20, an#44060", "updating is the usual case", By("cp_0020_a_container_that_exists_is_updated")),
    row(Containers, "It says ok, and nothing has changed", "cp#69", "after each step it is looked again; what did not become so has failed", By("cp_0069_ok_means_that_it_is_so")),
    row(Containers, "Tags are changed by every run", "cp#415, bpg docs", "tags are a set, without case", By("cp_0415_tags_settle_in_any_case_and_order")),
    row(Containers, "Mounts are changed by every run", "cp#180, cp#193", "mount points that are not wished are neither touched nor sent", By("cp_0180_mounts_are_not_changed_by_each_run")),
    row(Containers, "Every run makes another disk", "cg#8407", "a size is a wish about the volume that is there", By("cg_8407_no_run_makes_another_disk")),
    row(Containers, "The root disk is written as `tank:1`, and the container cannot be destroyed any more", "cp#405", "a root disk grows by `pct resize` and is never written", By("cp_0405_a_root_disk_is_never_written_as_storage_and_size")),
    row(Containers, "A size that Proxmox spells otherwise is drift", "bpg#2490", "sizes are compared in bytes and sent only to grow", By("bpg_2490_the_size_of_a_volume_that_is_there_is_compared_in_bytes")),
    row(Containers, "Making again by force fails because it exists", "cp#178", "there is no force: what exists is converged", By("cp_0178_what_exists_is_not_made_by_force")),
    row(Containers, "A wish for a template fails on a template", "cp#66, cg#8811", "it is looked at first", By("cp_0066_a_template_is_one_already")),
    row(Containers, "A start right after the creation fails", "cp#98, tel#1126", "create and start are steps of one run, each looked at", By("cp_0098_start_comes_right_after_create_in_one_run")),
    row(Containers, "A container restarts for what could change while it runs", "bpg#1920", "every change says when it is felt; what is felt live restarts nothing", By("bpg_1920_what_is_felt_live_restarts_nothing")),
    row(Containers, "A container that was just started is restarted", "bpg#3077, bpg#3021", "no run restarts what it has started", By("bpg_3077_what_was_just_started_is_not_restarted")),
    row(Containers, "What waits for a restart waits in silence", "bpg#2516, bpg#2544", "it is told at each look until the restart came (exit 4)", By("bpg_2516_what_waits_for_a_restart_is_told_until_it_came")),
    row(Containers, "Another key or password destroys the container", "tel#497, tel#331", "what is decided at creation is refused, with how to do it by hand; secrets are no arguments", By("tel_0497_what_is_decided_at_creation_destroys_nothing")),
    row(Containers, "Raw `lxc.*` lines and idmaps cannot be kept", "cp#276", "what is wished of them is edited line by line, all others stay in their order", By("cp_0276_raw_lines_stay_and_keep_their_order")),
    row(Containers, "Features and bind mounts need root's password", "bpg#344, cg#4487", "it runs on the host, as root", By("bpg_0344_features_need_no_login_of_root")),
    row(Containers, "The wrong mount or interface changes, since it is known by its place in a list", "bpg#2322", "they are known by their key", By("bpg_2322_an_interface_is_known_by_its_key_and_others_stay")),
    row(Containers, "A clone passes by what is wished of it", "bpg#2507, bpg#2518", "a clone is made and then converged, in one plan", By("bpg_2507_a_clone_is_made_and_configured_in_one_run")),
    row(Containers, "A change of something else draws a new MAC address", "cp container module", "what is not wished of an interface stays", By("cp_net_an_unrelated_change_draws_no_new_address")),
    row(Containers, "What was imported wants to be replaced", "bpg#1787, bpg#1406, bpg#1867", "nothing is imported: the host is the only memory", Later("files written from a host as it is (an export) are not made yet; until then a person writes them, and the check shows what differs")),
    row(Containers, "A guest that moved to another node is an error", "bpg docs on HA", "it is refused, and told where the guest is", By("bpg_ha_a_guest_of_another_node_is_told_where_it_is")),
    row(Containers, "A container that a person deleted blocks everything", "tel#1458", "not to be there is a state like any other", By("tel_1458_a_container_that_a_person_deleted_is_just_not_there")),
    row(Containers, "Two guests of one name are taken for one another", "cp and cg, look-ups by name", "the id is the identity; one address or id twice is a finding", By("cg_one_name_or_address_of_two_containers_is_told")),
    row(Containers, "The id that was asked for is passed by", "proxctl", "the id is the one that is wished", By("proxctl_the_wished_id_is_the_id")),
    row(Containers, "A guest that does not hear the signal hangs the run, or is cut off", "bpg#3021", "it is asked to shut down; if it does not, that is told, and no `pct stop` is typed", By("bpg_3021_a_guest_that_does_not_stop_is_told_and_never_cut_off")),
    row(Datasets, "1.5T, 1.50T and bytes are three things", "cg#975, an#29221", "sizes are numbers, by ZFS's own rules", By("cg_0975_a_size_is_a_number_in_every_spelling")),
    row(Datasets, "`volblocksize` is tried again and fails", "cg#4699, salt#37507", "what is decided at creation is refused if it differs", By("cg_4699_what_is_decided_at_creation_is_not_tried_again")),
    row(Datasets, "Received values count as different, and children are unmounted", "an#29422", "the value counts, wherever it is from", By("an_29422_a_received_value_that_is_wished_is_no_difference")),
    row(Datasets, "What a mount option hides for now is fought for ever", "salt#60091", "no run sends it a second time", By("salt_60091_what_was_mounted_otherwise_for_now_is_not_fought")),
    row(Datasets, "A feature that is active is not enabled", "salt#62390", "active counts as enabled", By("salt_62390_an_active_feature_is_an_enabled_one")),
    row(Datasets, "An unchanged quota is sent and fails, since more is used by now", "omicron#10662", "only what differs is sent", By("omicron_10662_a_quota_that_is_as_wished_is_not_sent_again")),
    row(Datasets, "A moved mountpoint unmounts a busy tree", "an#19689", "it is held until `interrupts` is allowed", By("an_19689_a_mountpoint_does_not_move_unless_that_is_allowed")),
    row(Datasets, "Absent destroys children, snapshots and clones elsewhere", "cg#1588", "only an empty dataset goes, and nothing recursively", By("cg_1588_nothing_below_an_unwanted_dataset_is_destroyed")),
    row(Datasets, "A pool that is not imported counts as absent, and datasets are made on the root disk", "cg zfs module", "absent and unknown are two things", By("cg_zfs_a_pool_that_is_not_there_is_not_an_empty_one")),
    row(Datasets, "A dozen processes for one dataset", "cg zfs module, salt#59970, openzfs#11491", "one `zfs get` for all", By("openzfs_11491_all_datasets_are_asked_for_in_one_process")),
    row(Datasets, "A pool that exists never settles, or loses a disk that is not listed", "cg#10771", "a pool is imported or made, and its layout never changed", By("cg_10771_a_pool_that_exists_settles_and_keeps_all_its_disks")),
    row(Datasets, "A dataset is mounted over files, and they are gone", "omicron, immutable mountpoints", "it is refused, with the first of the files", By("oxide_a_dataset_is_not_mounted_over_files")),
    row(Datasets, "A restored copy of that name is taken for the dataset", "omicron, identity of datasets", "names are the identity", Later("an identity of a dataset's own (a user property) would be a stamp, and none is written yet")),
    row(Storages, "The content of a storage that exists is not changed", "cp#203, cp#221", "converging is the default, there is no flag for it", By("cp_0203_the_content_of_a_storage_that_exists_is_kept")),
    row(Storages, "Options are accepted and never sent", "cp#213, cp#214, cp#171, cp#305", "one table has every option of every type", By("cp_0213_every_option_that_is_wished_is_sent")),
    row(Storages, "`content` and `nodes` differ by their order, flags by their spelling", "cp storage modules, lae#203, lae#204", "lists are sets, flags are flags", By("lae_0203_lists_in_any_order_and_flags_in_any_word_are_no_difference")),
    row(Storages, "Absent and default are taken for one another", "bpg#2465", "absent is unmanaged, empty takes away, default is equal", By("bpg_2465_absent_empty_and_default_are_not_taken_for_one_another")),
    row(Storages, "Content is demanded where Proxmox has a default", "cp#304, cp#315", "only what the type requires is required", By("cp_0304_content_is_not_asked_for_where_proxmox_has_a_default")),
    row(Storages, "The ground of a storage is gone, and everything says ok", "common knowledge", "defined and not active is refused, with what is missing", By("proxmox_a_storage_whose_ground_is_gone_is_told")),
    row(Storages, "A password is set by every run, or never", "cp storage modules", "secrets are refused here, with the command to type once", By("cp_password_is_neither_sent_each_run_nor_shown")),
    row(Firewalls, "A rule is known by its position, and the wrong one is changed", "cp#501", "rules are aligned by what they say", By("cp_0501_a_rule_is_known_by_what_it_says_and_not_by_its_place")),
    row(Firewalls, "New rules land on top in an odd order, and some are lost", "cp firewall module", "the list is written as it is wished", By("cp_place_new_rules_stand_in_the_wished_order_and_none_is_lost")),
    row(Firewalls, "A rule cannot be put above a group", "bpg#2575, bpg#2593", "a group is an element of the list like any other", By("bpg_2575_a_rule_goes_above_a_group")),
    row(Firewalls, "A rule that was deleted is not noticed; an attribute is removed again and again", "bpg#2178, bpg#2177", "the whole list is read and compared", By("bpg_2178_a_rule_that_a_person_took_away_or_changed_is_noticed")),
    row(Firewalls, "`pvesh` rejects positions and fails on options", "cp#485, cp#486, cp#499", "no `pvesh` is typed for a firewall", By("cp_0485_no_firewall_needs_pvesh")),
    row(Firewalls, "A guest's address sets are written to the cluster", "cp#246", "the scope is part of the wish", By("cp_0246_a_set_of_a_guest_is_written_to_the_guest")),
    row(Firewalls, "An address and its /32 are never equal", "cp#248", "addresses are compared as addresses", By("cp_0248_addresses_are_compared_as_addresses")),
    row(Firewalls, "One locks oneself out", "sovereign#330, geerlingguy/firewall#102, cp#141", "what would drop new connections of whoever is connected is refused", By("sovereign_0330_nobody_is_locked_out_by_his_own_run")),
    row(Firewalls, "Policy and rules come one after the other", "QubesOS#2869", "one write of one file", By("qubes_2869_policy_and_rules_come_into_force_together")),
    row(Firewalls, "Rules change their order with each apply", "bpg#1597", "the order is the wish", By("bpg_1597_the_order_of_the_rules_stays_and_is_the_wish")),
    row(Runs, "Two guests at once end in lock time-outs", "tel#173, tel#1069, tel#431, bpg#995, bpg#1521, bpg#1929", "tasks that need one lock wait for one another; a lock of somebody else is named", By("tel_0173_many_guests_get_their_locks_and_a_held_one_is_named")),
    row(Runs, "Something was made, and yet it is reported as failed and thrown away", "danitso#40, tel#445", "the world decides what succeeded", By("danitso_0040_what_was_made_is_made_whatever_the_exit_code_says")),
    row(Runs, "A time-out of 5 s on a busy host", "cp#45, cp#218", "a command has minutes, a copy hours", By("cp_0045_a_busy_host_has_time")),
    row(Runs, "A task that ends with warnings hangs the run", "cp#96, cp#100, cp#104", "a warning is done, and told", By("cp_0096_a_warning_is_no_failure")),
    row(Runs, "A quarter of an hour is waited for an agent that is not there", "bpg#2084, danitso#27, tel#364", "nothing is waited for that nobody asked for", By("bpg_2084_nothing_is_waited_for_that_nobody_asked_for")),
    row(Runs, "A run that was killed leaves a lock and an orphan", "terraform#16615, terraform#22187, khuedoan#170", "no lock of ours outlives its process; half of a container is told", By("tf_16615_what_a_killed_run_left_does_not_stop_the_next")),
    row(Runs, "One failure stops everything", "common knowledge", "only what stands behind it is blocked", By("general_one_failure_stops_only_what_stands_behind_it")),
    row(Runs, "Errors say nothing (\"500 Internal Server Error\")", "bpg#675", "what was typed, what the tool said, what the host has now", By("bpg_0675_the_tools_own_words_are_kept")),
    row(Speed, "Minutes to look at a few running guests", "tel#1339, tel#1496, tel#978", "whether a guest runs is read, not waited for", By("tel_1339_a_running_guest_costs_a_look_nothing")),
    row(Speed, "Planning takes longer with everything there is", "opentofu#4372, terraform#16375, terraform#22617", "the number of processes does not grow with the host", By("opentofu_4372_a_larger_estate_is_not_asked_about_more_often")),
    row(Speed, "A look at all guests takes 10 to 20 minutes", "cp#257, cp#261", "one call looks at all of a kind, on the host itself", By("cp_0257_one_call_looks_at_all_of_a_kind")),
    row(Speed, "`pct` in a loop keeps the host busy", "community-scripts#12828, community-scripts#5701", "files are read; one `pct` for each container that changes", By("cs_12828_perl_is_started_once_for_each_change_and_for_no_look")),
    row(Speed, "Whoever edits the files breaks snapshots", "community-scripts#14680", "containers are changed by `pct` alone, and read by sections", By("cs_14680_snapshots_keep_their_own_settings")),
    row(Speed, "A Python library is missing, or the wrong Python", "engonzal#2, an#20316", "static binaries", By("engonzal_0002_nothing_but_the_binaries_is_needed")),
    row(Speed, "On the node itself an API key is needed", "cp#348", "no module has an argument for a login", By("cp_0348_no_module_asks_for_a_login")),
    row(Speed, "Many small items are slow", "an#17528, an#50240, an#15803", "a module takes a list", By("an_17528_many_small_things_are_one_call")),
    row(Speed, "State has to live somewhere before anything exists", "catalyst#2", "there is no state", By("catalyst_0002_there_is_no_state_to_keep")),
    row(Speed, "The web interface is a second truth", "proxmox-nixos", "what was changed there is shown with both sides; the files can follow, or the host", By("nixos_what_was_changed_in_the_web_interface_is_seen_with_both_sides")),
    row(Speed, "What others have made for years cannot be taken over", "bpg#29, bpg#2267, terraformer#1687", "it is compared as it stands, and nothing is made anew", By("bpg_0029_an_estate_of_others_is_taken_over_as_it_is")),
];

const HEAD: &str = "\
# Pains

What users of other tools told of in public, in our words, and what Phoenix does about it. Each has a test that runs a module or
`phoenix-run` on the simulated host and fails if our user had that pain; what is put off says why.

This page is written from the table in `tests/suite/pains/table.rs` (`UPDATE_EXPECT=1 cargo test -p phoenix-tests --test suite pains`).

`cp` is community.proxmox, `cg` community.general, `an` Ansible, `bpg` bpg/terraform-provider-proxmox, `tel` Telmate's and `danitso`
Danitso's provider, `lae` lae/ansible-role-proxmox, `omicron` oxidecomputer/omicron; the others are named in full.
";

/// Returns the text of `docs/pains.md`.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    for (part, title) in Part::ALL {
        page.push_str(&format!("\n## {title}\n\n| pain | told in | Phoenix | test |\n|---|---|---|---|\n"));
        for Pain { pain, told, does, held, .. } in PAINS.iter().filter(|pain| pain.part == part) {
            let held = match held {
                By(test) => format!("`{test}`"),
                Later(reason) => format!("later: {reason}"),
            };
            page.push_str(&format!("| {pain} | {told} | {does} | {held} |\n"));
        }
    }
    page
}
