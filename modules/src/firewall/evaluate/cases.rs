//! Cases by hand, by the function of Proxmox's source that decides them: `PVE/Firewall.pm` of pve-firewall 6.0, and
//! proxmox-firewall 1.2 with its parser in proxmox-ve-config where nftables is named.
//!
//! The host is 192.168.8.2; its network is local, 10.9.0.0/16 lies behind vmbr1, everything else behind vmbr0.

use super::super::Scope;
use super::tests::{FAR, LAN, ON, judge, read};
use super::*;

/// What a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Passes,
    Dropped,
}
use Is::{Dropped, Passes};

struct Case {
    /// Why it is so, in the words of whoever has read the source.
    because: &'static str,
    cluster: &'static str,
    node: &'static str,
    peer: &'static str,
    port: u16,
    is: Is,
    /// A part of what decides.
    by: &'static str,
}

const fn case(
    because: &'static str,
    cluster: &'static str,
    node: &'static str,
    (peer, port): (&'static str, u16),
    is: Is,
    by: &'static str,
) -> Case {
    Case { because, cluster, node, peer, port, is, by }
}

/// The functions that decide, and their cases: why, cluster.fw, host.fw, who connects to which port, and what becomes of it by
/// what.
#[rustfmt::skip]
const CASES: &[(&str, &[Case])] = &[
    ("update, compile, parse_clusterfw_option, parse_hostfw_option: whether it is on", &[
        case("no file: enable is 0 by default, and update removes all chains", "", "", (FAR, 22), Passes, "enable of cluster.fw"),
        case("enable: 0 removes all chains whatever the rules say", "[OPTIONS]\nenable: 0\n[RULES]\nIN DROP\n", "", (FAR, 22), Passes, "off"),
        case("`enable: yes` does not match \\d+ and is passed by", "[OPTIONS]\nenable: yes\n", "", (FAR, 22), Passes, "off"),
        case("a CRLF file has no header that matches, so it says nothing", "[OPTIONS]\r\nenable: 1\r\n", "", (FAR, 22), Passes, "off"),
        case("a time stamp enables for 60 s: whether they are over is not known, so it counts as on", "[OPTIONS]\nenable: 1795392000\n", "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
        case("... and one that is yet to come enables until then", "[OPTIONS]\nenable: 99999999999999999999\n", "", (FAR, 22), Dropped, "policy_in"),
        case("enable: 0 of host.fw makes no host chains", ON, "[OPTIONS]\nenable: 0\n", (FAR, 22), Passes, "enable of host.fw"),
        case("host.fw without enable is on", ON, "[OPTIONS]\nnosmurfs: 1\n", (FAR, 22), Dropped, "policy_in"),
        case("the last of two enable holds", "[OPTIONS]\nenable: 1\nenable: 0\n", "", (FAR, 22), Passes, "enable of cluster.fw"),
        case("`ENABLE:1` is read in any case and without a blank", "[options]\nENABLE:1\n", "", (FAR, 22), Dropped, "policy_in"),
        case("01 is 1: the value is int($2)", "[OPTIONS]\nenable: 01\n", "", (FAR, 22), Dropped, "policy_in"),
        case("a comment behind an option makes it none", "[OPTIONS]\nenable: 1 # on\n", "", (FAR, 22), Passes, "enable of cluster.fw"),
        case("a byte order mark keeps the first header from being one", "\u{feff}[OPTIONS]\nenable: 1\n", "", (FAR, 22), Passes, "enable of cluster.fw"),
        case("an option in no section is passed by", "enable: 1\n", "", (FAR, 22), Passes, "enable of cluster.fw"),
        case("[FOO] is a line of [OPTIONS], which goes on behind it", "[OPTIONS]\n[FOO]\nenable: 1\n", "", (FAR, 22), Dropped, "policy_in"),
        case("enable of host.fw takes 0 and 1 only: 2 is passed by", ON, "[OPTIONS]\nenable: 2\n", (FAR, 22), Dropped, "policy_in"),
    ]),
    ("enable_host_firewall, ruleset_add_chain_policy: the policy", &[
        case("the policy's default is DROP", ON, "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
        case("policy ACCEPT accepts what no rule drops", "[OPTIONS]\nenable: 1\npolicy_in: ACCEPT\n", "", (FAR, 22), Passes, "policy_in is ACCEPT (cluster.fw)"),
        case("REJECT is no way in either", "[OPTIONS]\nenable: 1\npolicy_in: REJECT\n", "", (FAR, 22), Dropped, "policy_in is REJECT"),
        case("policy_in of host.fw is no option there: the line is passed by", ON, "[OPTIONS]\npolicy_in: ACCEPT\n", (FAR, 22), Dropped, "policy_in is DROP"),
        case("a policy in any case", "[OPTIONS]\nenable: 1\nPolicy_In: accept\n", "", (FAR, 22), Passes, "policy_in is ACCEPT"),
        case("a policy that there is not is passed by", "[OPTIONS]\nenable: 1\npolicy_in: maybe\n", "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
        case("policy_forward and policy_out are about other packets", "[OPTIONS]\nenable: 1\npolicy_forward: ACCEPT\npolicy_out: ACCEPT\n", "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
    ]),
    ("compile: what is pushed into management; enable_host_firewall: its ports", &[
        case("the local network is pushed into management when compiling", ON, "", (LAN, 22), Passes, "ipset management"),
        case("management may reach the API", ON, "", (LAN, 8006), Passes, "ipset management"),
        case("management may not reach another port", ON, "", (LAN, 443), Dropped, "policy_in"),
        case("management may reach ssh on 22 only, wherever sshd listens", ON, "", (LAN, 2222), Dropped, "policy_in"),
        case("a set management is added to, not replaced (iptables)", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n", "", (LAN, 22), Passes, "ipset management"),
        case("a member of management passes", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n", "", (FAR, 8006), Passes, "ipset management"),
        case("an alias local_network overrides the node's own", "[OPTIONS]\nenable: 1\n[ALIASES]\nlocal_network 10.0.0.0/8\n", "", (LAN, 22), Dropped, "policy_in"),
        case("... and lets its own in", "[OPTIONS]\nenable: 1\n[ALIASES]\nlocal_network 203.0.113.0/24\n", "", (FAR, 22), Passes, "ipset management"),
        case("the console is one of its ports", ON, "", (LAN, 5901), Passes, "ipset management"),
        case("so is what migrations use (iptables)", ON, "", (LAN, 60050), Passes, "ipset management"),
        case("... up to there", ON, "", (LAN, 60051), Dropped, "policy_in"),
        case("a [IPSET Management] is it: names are kept in lower case", "[OPTIONS]\nenable: 1\n[IPSET Management]\n203.0.113.7\n", "", (FAR, 22), Passes, "ipset management"),
    ]),
    ("generate_ipset_chains, and hash:net of the kernel: what is in a set", &[
        case("hash:net decides by the longest prefix: an excluded address is out", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.8.20\n", "", (LAN, 22), Dropped, "policy_in"),
        case("the implicit local network comes last and replaces an equal excluded one", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.8.0/24\n", "", (LAN, 22), Passes, "ipset management"),
        case("a shorter excluded network does not take the local one out", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.0.0/16\n", "", (LAN, 22), Passes, "ipset management"),
        case("an entry of a set may be an alias, in any case", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n[IPSET management]\ndc/office\n", "", (FAR, 22), Passes, "ipset management"),
        case("an entry with an alias that is not there has errors and is skipped", "[OPTIONS]\nenable: 1\n[IPSET management]\noffice\n", "", (FAR, 22), Dropped, "policy_in"),
        case("of two equal members the first is in the set, the other has errors (duplicate)", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n!203.0.113.7/32\n", "", (FAR, 22), Passes, "ipset management"),
        case("an alias and its address are one element: the last is in the set", "[OPTIONS]\nenable: 1\n[ALIASES]\nme 203.0.113.7\n[IPSET management]\nme\n!203.0.113.7\n", "", (FAR, 22), Dropped, "policy_in"),
        case("a zero prefix is an error in a set", "[OPTIONS]\nenable: 1\n[IPSET management]\n0.0.0.0/0\n", "", (FAR, 22), Dropped, "policy_in"),
        case("bits behind the prefix are dropped in a set", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.9/24\n", "", (FAR, 22), Passes, "ipset management"),
        case("a repeated section begins the set anew", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n[IPSET management]\n203.0.113.8\n", "", (FAR, 22), Dropped, "policy_in"),
        case("guest/ names no alias of the cluster when the set is made", "[OPTIONS]\nenable: 1\n[ALIASES]\noffice 203.0.113.0/24\n[IPSET management]\nguest/office\n", "", (FAR, 22), Dropped, "policy_in"),
        case("x/office is no alias", "[OPTIONS]\nenable: 1\n[ALIASES]\noffice 203.0.113.0/24\n[IPSET management]\nx/office\n", "", (FAR, 22), Dropped, "policy_in"),
        case("a member whose alias is defined further down has errors", "[OPTIONS]\nenable: 1\n[IPSET management]\noffice\n[ALIASES]\noffice 203.0.113.0/24\n", "", (FAR, 22), Dropped, "policy_in"),
        case("an excluded one as well: it excludes nobody", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n!me\n[ALIASES]\nme 203.0.113.7\n", "", (FAR, 22), Passes, "ipset management"),
    ]),
    ("enable_host_firewall, ruleset_chain_add_input_filters: what comes before what", &[
        case("rules stand before the management set (iptables)", ON, "[RULES]\nIN DROP -p tcp -dport 22\n", (LAN, 22), Dropped, "`IN DROP -p tcp -dport 22` (rules.0 of host.fw)"),
        case("REJECT is no way in", ON, "[RULES]\nIN REJECT -p tcp -dport 22\n", (LAN, 22), Dropped, "IN REJECT"),
        case("the blacklist stands before all rules", "[OPTIONS]\nenable: 1\n[IPSET blacklist]\n203.0.113.0/24\n[RULES]\nIN ACCEPT\n", "", (FAR, 22), Dropped, "ipset blacklist"),
        case("host rules stand before cluster rules", "[OPTIONS]\nenable: 1\n[RULES]\nIN DROP -p tcp -dport 22\n", "[RULES]\nIN ACCEPT -source 203.0.113.7\n", (FAR, 22), Passes, "rules.0 of host.fw"),
        case("cluster rules follow", "[OPTIONS]\nenable: 1\n[RULES]\nIN SSH(ACCEPT)\n", "[RULES]\nIN DROP -p udp\n", (FAR, 22), Passes, "`IN SSH(ACCEPT)` (rules.0 of cluster.fw)"),
        case("the first rule that matches decides", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22\nIN DROP\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a disabled rule is skipped", ON, "[RULES]\n|IN ACCEPT -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("OUT rules make no input rule", ON, "[RULES]\nOUT ACCEPT -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("the blacklist stands before management too", "[OPTIONS]\nenable: 1\n[IPSET blacklist]\n192.168.8.20\n", "", (LAN, 22), Dropped, "ipset blacklist"),
        case("an excluded member of the blacklist is not in it", "[OPTIONS]\nenable: 1\n[IPSET blacklist]\n192.168.8.0/24\n!192.168.8.20\n", "", (LAN, 22), Passes, "ipset management"),
        case("[RULES] twice is one list", "[OPTIONS]\nenable: 1\n[RULES]\nIN DROP -p udp\n[OPTIONS]\n[RULES]\nIN SSH(ACCEPT)\n", "", (FAR, 22), Passes, "rules.1 of cluster.fw"),
        case("FORWARD rules make no input rule", ON, "[RULES]\nFORWARD ACCEPT\n", (FAR, 22), Dropped, "policy_in"),
    ]),
    ("parse_fw_rule: what is a rule", &[
        case("tabs part words", ON, "[RULES]\nIN\tACCEPT\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("... but not an option and its value", ON, "[RULES]\nIN ACCEPT -p\ttcp\n", (FAR, 22), Dropped, "policy_in"),
        case("nor do two blanks", ON, "[RULES]\nIN ACCEPT -p  tcp\n", (FAR, 22), Dropped, "policy_in"),
        case("a no-break space is a letter, and the line no rule", ON, "[RULES]\nIN\u{a0}ACCEPT\n", (FAR, 22), Dropped, "policy_in"),
        case("a type in any case, options with two dashes in any order", ON, "[RULES]\nin ACCEPT --dport 22 --proto tcp\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("-i has one dash", ON, "[RULES]\nIN ACCEPT --i vmbr0\n", (FAR, 22), Dropped, "policy_in"),
        case("of a repeated option the last counts", ON, "[RULES]\nIN ACCEPT -p udp -p tcp\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("the first # begins the comment", ON, "[RULES]\nIN ACCEPT -p tcp#-dport 443\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a blank behind | makes it no rule", ON, "[RULES]\n| IN ACCEPT\n", (FAR, 22), Dropped, "policy_in"),
        case("-log alters nothing", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22 -log info\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("behind the level the line goes on, blank or not", ON, "[RULES]\nIN DROP -log info-p udp\n", (LAN, 22), Passes, "ipset management"),
        case("a level in upper case is none", ON, "[RULES]\nIN ACCEPT -log INFO\n", (FAR, 22), Dropped, "policy_in"),
        case("an option that is not known makes it no rule", ON, "[RULES]\nIN ACCEPT -iface vmbr0\n", (FAR, 22), Dropped, "policy_in"),
        case("a carriage return at the end of a line is white space", ON, "[RULES]\nIN ACCEPT -p tcp\r\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("in host.fw [ALIASES] is a line like any other", ON, "[RULES]\n[ALIASES]\nIN ACCEPT\n", (FAR, 22), Passes, "rules.0 of host.fw"),
    ]),
    ("verify_rule, pve_fw_verify_protocol_spec: actions, protocols, ports", &[
        case("an action in lower case is an error, and not applied", ON, "[RULES]\nIN accept -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("... nor does such a DROP drop", ON, "[RULES]\nIN drop\n", (LAN, 22), Passes, "ipset management"),
        case("a port needs a protocol", ON, "[RULES]\nIN ACCEPT -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("a protocol without ports takes none", ON, "[RULES]\nIN ACCEPT -p gre -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("udp is not tcp", ON, "[RULES]\nIN ACCEPT -p udp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("6 is tcp, and has ports", ON, "[RULES]\nIN ACCEPT -p 6 -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("TCP is no name in the protocols' table", ON, "[RULES]\nIN ACCEPT -p TCP -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("a range of ports", ON, "[RULES]\nIN ACCEPT -p tcp -dport 20:25\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a list of ports, by name", ON, "[RULES]\nIN ACCEPT -p tcp -dport http,ssh\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a backwards range is an error", ON, "[RULES]\nIN ACCEPT -p tcp -dport 25:20\n", (FAR, 22), Dropped, "policy_in"),
        case("a service that is not known here may be any port: no way in to rely on", ON, "[RULES]\nIN ACCEPT -p tcp -dport amanda\n", (FAR, 22), Dropped, "policy_in"),
        case("... and a DROP of it may hit", ON, "[RULES]\nIN DROP -p tcp -dport amanda\n", (LAN, 22), Dropped, "which may match"),
        case("a source port is drawn by the client: no way in to rely on", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22 -sport 1024:65535\n", (FAR, 22), Dropped, "policy_in"),
        case("every source port is any", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22 -sport 1:65535\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a rule about icmp is not about tcp", ON, "[RULES]\nIN ACCEPT -p icmp -icmp-type echo-request\n", (FAR, 22), Dropped, "policy_in"),
        case("0 is false: the rule is about every port", ON, "[RULES]\nIN DROP -p tcp -dport 0\n", (LAN, 22), Dropped, "-dport 0"),
        case("... so it needs no protocol either", ON, "[RULES]\nIN ACCEPT -dport 0\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a source of 0 is everybody", ON, "[RULES]\nIN ACCEPT -source 0\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a port needs a protocol that is not 0", ON, "[RULES]\nIN ACCEPT -p 0 -dport 22\n", (FAR, 22), Dropped, "policy_in"),
        case("022 is 22 here, and 18 to iptables: no way in to rely on", ON, "[RULES]\nIN ACCEPT -p tcp -dport 022\n", (FAR, 22), Dropped, "policy_in"),
        case("a comma too much is an error", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22,\n", (FAR, 22), Dropped, "policy_in"),
        case("fifteen numbers are the most", ON, "[RULES]\nIN ACCEPT -p tcp -dport 1:2,3:4,5:6,7:8,9:10,11:12,13:14,22:23\n", (FAR, 22), Dropped, "policy_in"),
        case("a port above 65535 is an error", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22,65536\n", (FAR, 22), Dropped, "policy_in"),
        case("a range takes no names", ON, "[RULES]\nIN ACCEPT -p tcp -dport 20:ssh\n", (FAR, 22), Dropped, "policy_in"),
        case("a type of ICMP needs its protocol", ON, "[RULES]\nIN ACCEPT -p tcp -icmp-type any\n", (FAR, 22), Dropped, "policy_in"),
    ]),
    ("apply_macro: macros", &[
        case("a macro in any spelling", ON, "[RULES]\nIN ssh(ACCEPT)\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a macro that does not exist is an error", ON, "[RULES]\nIN Sshd(ACCEPT)\n", (FAR, 22), Dropped, "policy_in"),
        case("a port beside the macro's is a conflict, and an error", ON, "[RULES]\nIN SSH(ACCEPT) -p tcp -dport 2222\n", (FAR, 2222), Dropped, "policy_in"),
        case("the same port beside the macro's is none", ON, "[RULES]\nIN SSH(ACCEPT) -p tcp -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("tcp beside a macro with udp is a conflict for the whole rule", ON, "[RULES]\nIN DNS(ACCEPT) -p tcp\n", (FAR, 53), Dropped, "policy_in"),
        case("a macro takes the rule's source", ON, "[RULES]\nIN PMG(ACCEPT) -source 203.0.113.0/24\n", (FAR, 8006), Passes, "(rules.0 of host.fw)"),
        case("Web is 80 and 443", ON, "[RULES]\nIN Web(ACCEPT)\n", (FAR, 443), Passes, "(rules.0 of host.fw)"),
        case("... and no other", ON, "[RULES]\nIN Web(ACCEPT)\n", (FAR, 22), Dropped, "policy_in"),
        case("Ping is not about tcp", ON, "[RULES]\nIN Ping(DROP)\n", (LAN, 22), Passes, "ipset management"),
        case("VNC is a range", ON, "[RULES]\nIN VNC(ACCEPT)\n", (FAR, 5905), Passes, "(rules.0 of host.fw)"),
        case("an action of a macro in lower case is an unknown action", ON, "[RULES]\nIN SSH(accept)\n", (FAR, 22), Dropped, "policy_in"),
        case("0 beside the macro's port is another value", ON, "[RULES]\nIN SSH(ACCEPT) -p tcp -dport 0\n", (FAR, 22), Dropped, "policy_in"),
    ]),
    ("parse_address_list, ipt_gen_src_or_dst_match: addresses", &[
        case("a source in a network", ON, "[RULES]\nIN ACCEPT -source 203.0.113.0/24 -p tcp -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a source with bits behind its prefix is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.7/24\n", (FAR, 22), Dropped, "policy_in"),
        case("a list of sources", ON, "[RULES]\nIN ACCEPT -source 10.0.0.1,203.0.113.7\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a list of both families is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.7,fd00::1\n", (FAR, 22), Dropped, "policy_in"),
        case("a range of sources", ON, "[RULES]\nIN ACCEPT -source 203.0.113.1-203.0.113.9\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("there is no `!` in a rule: an error", ON, "[RULES]\nIN DROP -source !10.0.0.0/8\n", (LAN, 22), Passes, "ipset management"),
        case("a rule about the host's own address", ON, "[RULES]\nIN ACCEPT -dest 192.168.8.2\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a rule about another's", ON, "[RULES]\nIN ACCEPT -dest 192.168.8.3\n", (FAR, 22), Dropped, "policy_in"),
        case("source and destination both", ON, "[RULES]\nIN ACCEPT -source 203.0.113.0/24 -dest 192.168.8.2\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("... of which one is another's", ON, "[RULES]\nIN ACCEPT -source 203.0.113.0/24 -dest 192.168.8.3\n", (FAR, 22), Dropped, "policy_in"),
        case("source and destination of two families are an error", ON, "[RULES]\nIN DROP -source 192.168.8.20 -dest fd00:8::2\n", (LAN, 22), Passes, "ipset management"),
        case("a range in a list is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.1-203.0.113.9,10.0.0.1\n", (FAR, 22), Dropped, "policy_in"),
        case("a range backwards is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.9-203.0.113.1\n", (FAR, 22), Dropped, "policy_in"),
        case("a range from outside", ON, "[RULES]\nIN ACCEPT -source 203.0.113.8-203.0.113.9\n", (FAR, 22), Dropped, "policy_in"),
        case("an address of three numbers is one to its check: a DROP of it may hit", ON, "[RULES]\nIN DROP -source 192.168.8/24\n", (LAN, 22), Dropped, "which may match"),
        case("... and it is no way in to rely on", ON, "[RULES]\nIN ACCEPT -source 203.0.113/24\n", (FAR, 22), Dropped, "policy_in"),
        case("/32 is the address", ON, "[RULES]\nIN ACCEPT -source 203.0.113.7/32\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("/0 is everybody of IPv4", ON, "[RULES]\nIN ACCEPT -source 0.0.0.0/0\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    ]),
    ("verify_rule (check_ipset_or_alias_property), ipt_gen_src_or_dst_match: aliases and sets", &[
        case("an alias as source, in any case", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source OFFICE\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("dc/ names the cluster's", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source dc/office\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("guest/ names a guest's, and a host has none: the rule dies when it is made", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source guest/office\n", (FAR, 22), Dropped, "policy_in"),
        case("an alias that is not there is an error", ON, "[RULES]\nIN ACCEPT -source office\n", (FAR, 22), Dropped, "policy_in"),
        case("a set as source", "[OPTIONS]\nenable: 1\n[IPSET admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a set's name counts as it is written: sets are kept in lower case", "[OPTIONS]\nenable: 1\n[IPSET Admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +Admins\n", (FAR, 22), Dropped, "policy_in"),
        case("an excluded member of a set is no source", "[OPTIONS]\nenable: 1\n[IPSET admins]\n203.0.113.0/24\n!203.0.113.7\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Dropped, "policy_in"),
        case("+management is in error while no file defines it: the set is made after the rules are read", ON, "[RULES]\nIN ACCEPT -source +management -p tcp -dport 2222\n", (LAN, 2222), Dropped, "policy_in"),
        case("+management, defined, holds the local network too", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +management -p tcp -dport 2222\n", (LAN, 2222), Passes, "(rules.0 of host.fw)"),
        case("a set of the SDN is in no file: no way in to rely on", ON, "[RULES]\nIN ACCEPT -source +sdn/vnet0-all\n", (FAR, 22), Dropped, "policy_in"),
        case("a rule of cluster.fw finds what stands above it", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n[RULES]\nIN ACCEPT -source office\n", "[RULES]\nIN DROP -p udp\n", (FAR, 22), Passes, "rules.0 of cluster.fw"),
        case("... and not what is defined further down", "[OPTIONS]\nenable: 1\n[RULES]\nIN ACCEPT -source office\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN DROP -p udp\n", (FAR, 22), Dropped, "policy_in"),
        case("nor a set", "[OPTIONS]\nenable: 1\n[RULES]\nIN ACCEPT -source +admins\n[IPSET admins]\n203.0.113.7\n", "[RULES]\nIN DROP -p udp\n", (FAR, 22), Dropped, "policy_in"),
        case("host.fw finds all of cluster.fw, wherever it stands", "[OPTIONS]\nenable: 1\n[RULES]\n[IPSET admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("a set as destination", "[OPTIONS]\nenable: 1\n[IPSET me]\n192.168.8.2\n", "[RULES]\nIN ACCEPT -dest +me\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("+dc/ names the cluster's", "[OPTIONS]\nenable: 1\n[IPSET admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +dc/admins\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("+guest/ names a guest's: the rule dies when it is made", "[OPTIONS]\nenable: 1\n[IPSET lan]\n192.168.8.0/24\n", "[RULES]\nIN DROP -source +guest/lan\n", (LAN, 22), Passes, "ipset management"),
        case("an empty set matches nobody", "[OPTIONS]\nenable: 1\n[IPSET admins]\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a set that has IPv6 only matches nobody of IPv4", "[OPTIONS]\nenable: 1\n[IPSET admins]\nfd00::/8\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Dropped, "policy_in"),
        case("of two aliases of a name the last counts", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\noffice 10.0.0.0/8\n", "[RULES]\nIN ACCEPT -source office\n", (FAR, 22), Dropped, "policy_in"),
        case("an alias line with two blanks is none", "[OPTIONS]\nenable: 1\n[ALIASES]\noffice  203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source office\n", (FAR, 22), Dropped, "policy_in"),
        case("a list holds no aliases", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source 10.0.0.1,office\n", (FAR, 22), Dropped, "policy_in"),
        case("local_network is in error while no file defines it: it is made after the rules are read", ON, "[RULES]\nIN ACCEPT -source local_network -p tcp -dport 2222\n", (LAN, 2222), Dropped, "policy_in"),
    ]),
    ("pve_verify_iface, enable_host_firewall: interfaces", &[
        case("-i of the interface the route leads to", ON, "[RULES]\nIN ACCEPT -i vmbr0\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("-i of another interface", ON, "[RULES]\nIN ACCEPT -i vmbr1\n", (FAR, 22), Dropped, "policy_in"),
        case("a DROP with -i of another interface", ON, "[RULES]\nIN DROP -i vmbr1\n", (LAN, 22), Passes, "ipset management"),
        case("the longest route tells where packets come from", ON, "[RULES]\nIN ACCEPT -i vmbr1\n", ("10.9.1.1", 22), Passes, "(rules.0 of host.fw)"),
        case("an interface without a route may be another name of one: no way in to rely on", ON, "[RULES]\nIN ACCEPT -i eno1\n", (FAR, 22), Dropped, "policy_in"),
        case("... and a DROP with it may hit", ON, "[RULES]\nIN DROP -i eno1\n", (LAN, 22), Dropped, "which may match"),
        case("a name of more than 15 letters is skipped", ON, "[RULES]\nIN DROP -i averylongbridge0\n", (LAN, 22), Passes, "ipset management"),
        case("there are no patterns: an error", ON, "[RULES]\nIN DROP -i vmbr+\n", (LAN, 22), Passes, "ipset management"),
        case("two interfaces lead to link-local addresses: which one it is cannot be told", ON, "[RULES]\nIN ACCEPT -i vmbr0\n", ("fe80::20", 22), Dropped, "policy_in"),
        case("... and a DROP may hit", ON, "[RULES]\nIN DROP -i vmbr0\nIN ACCEPT\n", ("fe80::20", 22), Dropped, "which may match"),
    ]),
    ("ruleset_add_group_rule, generate_group_rules: groups", &[
        case("a group's rules stand where it is named", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP admins\nIN DROP\n", (FAR, 22), Passes, "groups.admins.rules.0, for rules.0 of host.fw"),
        case("what a group does not decide goes on behind it", "[OPTIONS]\nenable: 1\n[group admins]\nIN HTTP(ACCEPT)\n", "[RULES]\nGROUP admins\nIN SSH(ACCEPT)\n", (FAR, 22), Passes, "rules.1 of host.fw"),
        case("a group with -i of another interface is not entered", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP admins -i vmbr1\n", (FAR, 22), Dropped, "policy_in"),
        case("a group that is not there is empty", ON, "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a group's name counts as it is written: groups are kept in lower case", "[OPTIONS]\nenable: 1\n[group Admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP Admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a disabled GROUP rule is skipped", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\n|GROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a group may drop", "[OPTIONS]\nenable: 1\n[group closed]\nIN DROP\n[RULES]\nGROUP closed\n", "", (LAN, 22), Dropped, "groups.closed.rules.0"),
        case("what a group rejects is rejected", "[OPTIONS]\nenable: 1\n[group closed]\nIN REJECT -p tcp\n", "[RULES]\nGROUP closed\nIN ACCEPT\n", (FAR, 22), Dropped, "groups.closed.rules.0"),
        case("a rule with -i is an error in a group", "[OPTIONS]\nenable: 1\n[group admins]\nIN ACCEPT -i vmbr0\n", "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("so is a GROUP", "[OPTIONS]\nenable: 1\n[group other]\nIN ACCEPT\n[group admins]\nGROUP other\n", "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a disabled rule of a group is skipped", "[OPTIONS]\nenable: 1\n[group admins]\n|IN ACCEPT\n", "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a repeated section begins the group anew", "[OPTIONS]\nenable: 1\n[group admins]\nIN ACCEPT\n[group admins]\n", "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("GROUP takes -i and nothing else", "[OPTIONS]\nenable: 1\n[group admins]\nIN ACCEPT\n", "[RULES]\nGROUP admins -p tcp\n", (FAR, 22), Dropped, "policy_in"),
        case("a group is found wherever it stands", "[OPTIONS]\nenable: 1\n[RULES]\n[group admins]\nIN ACCEPT\n", "[RULES]\nGROUP admins\n", (FAR, 22), Passes, "groups.admins.rules.0"),
        case("a rule that dies ends the making of its group: no way in to rely on", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n[group admins]\nIN ACCEPT\nOUT ACCEPT -dest guest/office\n", "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
        case("a name above 18 letters is no group", "[OPTIONS]\nenable: 1\n[group averylonggroupsname]\nIN ACCEPT\n", "[RULES]\nGROUP averylonggroupsname\n", (FAR, 22), Dropped, "policy_in"),
    ]),
    ("compile_iptables_filter for version 6: IPv6", &[
        case("IPv6 has the same policy", ON, "", ("fd00:8::20", 22), Dropped, "policy_in"),
        case("a rule of IPv4 is not for IPv6", ON, "[RULES]\nIN ACCEPT -source 0.0.0.0/0\n", ("fd00:8::20", 22), Dropped, "policy_in"),
        case("a rule without addresses is for both", ON, "[RULES]\nIN SSH(ACCEPT)\n", ("fd00:8::20", 22), Passes, "(rules.0 of host.fw)"),
        case("a network of IPv6 in management", "[OPTIONS]\nenable: 1\n[IPSET management]\nfd00:8::/64\n", "", ("fd00:8::20", 22), Passes, "ipset management"),
        case("a network of IPv6", ON, "[RULES]\nIN ACCEPT -source fd00:8::/64\n", ("fd00:8::20", 22), Passes, "(rules.0 of host.fw)"),
        case("an address in upper case", ON, "[RULES]\nIN ACCEPT -source FD00:8::20\n", ("fd00:8::20", 22), Passes, "(rules.0 of host.fw)"),
        case("an IPv4 address that is written as IPv6 is IPv6 in a rule", ON, "[RULES]\nIN ACCEPT -source ::ffff:203.0.113.7\n", (FAR, 22), Dropped, "policy_in"),
        case("bits behind the prefix", ON, "[RULES]\nIN ACCEPT -source fd00:8::1/64\n", ("fd00:8::20", 22), Dropped, "policy_in"),
        case("a link-local address", ON, "[RULES]\nIN ACCEPT -source fe80::/10\n", ("fe80::20", 22), Passes, "(rules.0 of host.fw)"),
        case("the local network of IPv4 lets no IPv6 in", ON, "", ("fe80::20", 22), Dropped, "policy_in"),
    ]),
    ("proxmox-firewall.nft, firewall.rs, common.rs: nftables", &[
        case("nftables: the set may come in before any rule, but the other daemon may run", ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN DROP -p tcp -dport 22\n", (LAN, 22), Dropped, "IN DROP"),
        case("nftables: a set management is all there is, without the local network", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n", "[OPTIONS]\nnftables: 1\n", (LAN, 22), Dropped, "policy_in"),
        case("nftables: without one the local network is in it", ON, "[OPTIONS]\nnftables: 1\n", (LAN, 22), Passes, "ipset management"),
        case("nftables: what an excluded network holds is out, whatever the lengths", "[OPTIONS]\nenable: 1\n[IPSET management]\n192.168.8.20\n!192.168.0.0/16\n", "[OPTIONS]\nnftables: 1\n", (LAN, 22), Dropped, "policy_in"),
        case("its strict reader takes bits behind a prefix: a DROP may hit", ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN DROP -source 192.168.8.20/24\nIN ACCEPT\n", (LAN, 443), Dropped, "which may match"),
        case("... and an ACCEPT is no way in to rely on", ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN ACCEPT -source 203.0.113.9/24\n", (FAR, 22), Dropped, "policy_in"),
        case("what migrations use is not open in it", ON, "[OPTIONS]\nnftables: 1\n", (LAN, 60000), Dropped, "policy_in"),
        case("both let him in", ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN SSH(ACCEPT)\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
        case("nftables: 0 is the usual daemon", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n", "[OPTIONS]\nnftables: 0\n", (LAN, 22), Passes, "ipset management"),
    ]),
];

#[test]
fn the_cases_are_as_the_source_says() {
    for (source, Case { because, cluster, node, peer, port, is, by }) in
        CASES.iter().flat_map(|(source, cases)| cases.iter().map(move |case| (source, case)))
    {
        let (cluster, node) = (read(cluster, Scope::Cluster), read(node, Scope::Node));
        let verdict = judge(&cluster, &node, peer.parse().unwrap(), *port, Doubt::Drops);
        let (found, cause) = match &verdict {
            Verdict::Passes(cause) => (Passes, cause.to_string()),
            Verdict::Dropped(cause) => (Dropped, cause.to_string()),
        };
        assert_eq!(found, *is, "{source}: {because}: {peer} to {port}, by {cause}");
        assert!(cause.contains(by), "{source}: {because}: {cause}");
    }
}
