// A self-signed certificate for the name media.test, and its key. Both were made for the tests alone and are trusted by
// nothing else; the key protects nothing.

/** Valid until the year 2125. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmDCCAT6gAwIBAgIUAvt0WNbeZYYCtwOG+aQanfzAsxQwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKbWVkaWEudGVzdDAgFw0yNjExMjMyMTU5NTlaGA8yMTI2MTAz
MDIxNTk1OVowFTETMBEGA1UEAwwKbWVkaWEudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABFX7emyw/fy22jv4HfaCD4/sHhHdmDa8Yhl593hP6hVFEp+C9oBt
99R9Q0Cilw13TTGzDupmMLC8B3zbOPTMGrajajBoMB0GA1UdDgQWBBTxO+faz0pz
jEHui/bkhMpKryamyjAfBgNVHSMEGDAWgBTxO+faz0pzjEHui/bkhMpKryamyjAP
BgNVHRMBAf8EBTADAQH/MBUGA1UdEQQOMAyCCm1lZGlhLnRlc3QwCgYIKoZIzj0E
AwIDSAAwRQIgVJghPdn0CLMPMQnzdZ3l1Qi+dD4dkGfXmziR/5B0RPsCIQDdrQ+c
CqyrqEDh2PgDOVjXZyVfJHPgpay9lFjEZGjr3A==
-----END CERTIFICATE-----
`;

/** The key of {@link certificate}. */
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOUoJtirlV3te60dh
iMgaQC1BcxVluB9Zkl5TARSWS+mhRANCAARV+3pssP38tto7+B32gg+P7B4R3Zg2
vGIZefd4T+oVRRKfgvaAbffUfUNAopcNd00xsw7qZjCwvAd82zj0zBq2
-----END PRIVATE KEY-----
`;
