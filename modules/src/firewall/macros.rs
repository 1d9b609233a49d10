//! The macros of `pve-firewall`: a rule `IN SSH(ACCEPT)` stands for one rule for each packet of the macro.
//!
//! Complete as the API lists them (`/cluster/firewall/macros`, pve-firewall 6.0). A macro's name counts in any spelling;
//! the action and every parameter of the rule go to each of its packets, and a parameter that a packet already has with
//! another value puts the whole rule in error (`apply_macro` of `PVE/Firewall.pm`).

/// A macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Macro {
    /// The name as Proxmox writes it.
    pub(crate) name: &'static str,
    packets: &'static str,
}

/// What one rule of a macro is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packet {
    /// The protocol, a name or a number.
    pub(crate) proto: &'static str,
    /// Destination ports as in a rule; the type's name where the protocol is icmp or icmpv6.
    pub(crate) dport: Option<&'static str>,
    /// Source ports as in a rule.
    pub(crate) sport: Option<&'static str>,
}

impl Macro {
    /// Returns what the macro is about, one entry for each rule that it stands for.
    pub(crate) fn packets(self) -> impl Iterator<Item = Packet> {
        self.packets.split(' ').map(|packet| {
            let mut parts = packet.split('/').map(|part| Some(part).filter(|part| !part.is_empty()));
            let mut next = || parts.next().flatten();
            Packet { proto: next().unwrap_or_default(), dport: next(), sport: next() }
        })
    }
}

/// Returns the macro of this name, in any spelling.
pub(crate) fn find(name: &str) -> Option<Macro> {
    let (name, packets) = MACROS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(Macro { name, packets })
}

/// Name, and its packets `PROTO[/DPORT[/SPORT]]`.
#[rustfmt::skip]
const MACROS: &[(&str, &str)] = &[
    ("Amanda", "udp/10080 tcp/10080"),
    ("Auth", "tcp/113"),
    ("BGP", "tcp/179"),
    ("BitTorrent", "tcp/6881:6889 udp/6881"),
    ("BitTorrent32", "tcp/6881:6999 udp/6881"),
    ("Ceph", "tcp/6789 tcp/3300 tcp/6800:7300"),
    ("Citrix", "tcp/1494 udp/1604 tcp/2598"),
    ("CVS", "tcp/2401"),
    ("DAAP", "tcp/3689 udp/3689"),
    ("DCC", "tcp/6277"),
    ("DHCPfwd", "udp/67:68/67:68"),
    ("DHCPv6", "udp/546:547/546:547"),
    ("Distcc", "tcp/3632"),
    ("DNS", "udp/53 tcp/53"),
    ("Finger", "tcp/79"),
    ("FTP", "tcp/21"),
    ("Git", "tcp/9418"),
    ("GNUnet", "tcp/2086 udp/2086 tcp/1080 udp/1080"),
    ("GRE", "47"),
    ("HKP", "tcp/11371"),
    ("HTTP", "tcp/80"),
    ("HTTPS", "tcp/443"),
    ("ICPV2", "udp/3130"),
    ("ICQ", "tcp/5190"),
    ("IMAP", "tcp/143"),
    ("IMAPS", "tcp/993"),
    ("IPIP", "94"),
    ("IPsec", "udp/500/500 50"),
    ("IPsecah", "udp/500/500 51"),
    ("IPsecnat", "udp/500 udp/4500 50"),
    ("IRC", "tcp/6667"),
    ("Jetdirect", "tcp/9100"),
    ("L2TP", "udp/1701"),
    ("LDAP", "tcp/389"),
    ("LDAPS", "tcp/636"),
    ("Mail", "tcp/25 tcp/465 tcp/587"),
    ("MDNS", "udp/5353"),
    ("MSNP", "tcp/1863"),
    ("MSSQL", "tcp/1433"),
    ("Munin", "tcp/4949"),
    ("MySQL", "tcp/3306"),
    ("NeighborDiscovery", "icmpv6/router-solicitation icmpv6/router-advertisement icmpv6/neighbor-solicitation icmpv6/neighbor-advertisement"),
    ("NNTP", "tcp/119"),
    ("NNTPS", "tcp/563"),
    ("NTP", "udp/123"),
    ("OpenVPN", "udp/1194"),
    ("OSPF", "89"),
    ("PCA", "udp/5632 tcp/5631"),
    ("Ping", "icmp/echo-request"),
    ("PMG", "tcp/8006"),
    ("POP3", "tcp/110"),
    ("POP3S", "tcp/995"),
    ("PostgreSQL", "tcp/5432"),
    ("PPtP", "47 tcp/1723"),
    ("Printer", "tcp/515"),
    ("Razor", "tcp/2703"),
    ("Rdate", "tcp/37"),
    ("RDP", "tcp/3389"),
    ("RIP", "udp/520"),
    ("RNDC", "tcp/953"),
    ("Rsync", "tcp/873"),
    ("SANE", "tcp/6566"),
    ("SixXS", "tcp/3874 udp/3740 41 udp/5072,8374"),
    ("SMB", "udp/135,445 udp/137:139 udp/1024:65535/137 tcp/135,139,445"),
    ("SMBswat", "tcp/901"),
    ("SMTP", "tcp/25"),
    ("SMTPS", "tcp/465"),
    ("SNMP", "udp/161:162 tcp/161"),
    ("SPAMD", "tcp/783"),
    ("SPICEproxy", "tcp/3128"),
    ("Squid", "tcp/3128"),
    ("SSH", "tcp/22"),
    ("Submission", "tcp/587"),
    ("SVN", "tcp/3690"),
    ("Syslog", "udp/514 tcp/514"),
    ("Telnet", "tcp/23"),
    ("Telnets", "tcp/992"),
    ("TFTP", "udp/69"),
    ("Time", "tcp/37"),
    ("Trcrt", "udp/33434:33524 icmp/echo-request"),
    ("VNC", "tcp/5900:5999"),
    ("VNCL", "tcp/5500"),
    ("Web", "tcp/80 tcp/443"),
    ("Webcache", "tcp/8080"),
    ("Webmin", "tcp/10000"),
    ("Whois", "tcp/43"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_macro_is_found_in_any_spelling_and_named_as_proxmox_does() {
        assert_eq!(find("ssh").unwrap().name, "SSH");
        assert_eq!(find("httpS").unwrap().name, "HTTPS");
        assert_eq!(find("sshd"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn every_packet_has_a_protocol_and_ports_that_are_ports() {
        assert_eq!(MACROS.len(), 86);
        let mut packets = 0;
        for packet in MACROS.iter().filter_map(|(name, _)| find(name)).flat_map(Macro::packets) {
            packets += 1;
            assert!(!packet.proto.is_empty());
            let is_type = packet.proto.starts_with("icmp");
            let ports = [packet.dport, packet.sport].into_iter().flatten().filter(|_| !is_type);
            for number in ports.flat_map(|ports| ports.split([',', ':'])) {
                assert!(number.parse::<u16>().is_ok(), "{packet:?}");
            }
        }
        assert_eq!(packets, 119);
    }

    const LIST: &str = include_str!("../../../tests/data/firewall_macros.txt");

    #[test]
    fn every_macro_stands_for_the_rules_that_the_api_lists() {
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let (name, listed) = line.split_once('\t').unwrap();
            let found = find(name).unwrap_or_else(|| panic!("no row: {name}"));
            assert_eq!(found.name, name);
            let shown = |packet: Packet| {
                format!("{}/{}/{}", packet.proto, packet.dport.unwrap_or("."), packet.sport.unwrap_or("."))
            };
            assert_eq!(found.packets().map(shown).collect::<Vec<_>>().join("\t"), listed, "{name}");
        }
        assert_eq!(LIST.lines().filter(|line| !line.starts_with('#')).count(), MACROS.len());
    }

    #[test]
    fn packets_are_read_whole() {
        let packets = |name: &str| find(name).unwrap().packets().collect::<Vec<_>>();
        assert_eq!(packets("SSH"), [Packet { proto: "tcp", dport: Some("22"), sport: None }]);
        assert_eq!(packets("GRE"), [Packet { proto: "47", dport: None, sport: None }]);
        assert_eq!(packets("Ping"), [Packet { proto: "icmp", dport: Some("echo-request"), sport: None }]);
        assert_eq!(packets("SMB")[2], Packet { proto: "udp", dport: Some("1024:65535"), sport: Some("137") });
    }
}
