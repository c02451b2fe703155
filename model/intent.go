package model

import (
	"strings"
)

// Intent is what a link lets an IT admin configure.
type Intent string

// The intents.
const (
	IntentSSO                Intent = "sso"
	IntentDirectorySync      Intent = "dsync"
	IntentAuditLogs          Intent = "audit_logs"
	IntentLogStreams         Intent = "log_streams"
	IntentDomainVerification Intent = "domain_verification"
	IntentCertificateRenewal Intent = "certificate_renewal"
	IntentBringYourOwnKey    Intent = "bring_your_own_key"
)

// Intents lists all, in the order that screens offer them.
func Intents() []Intent {
	return []Intent{IntentSSO, IntentDomainVerification, IntentCertificateRenewal, IntentDirectorySync,
		IntentAuditLogs, IntentLogStreams, IntentBringYourOwnKey}
}

// KnownIntents lists all for a person who has to choose.
func KnownIntents() string {
	var names []string
	for _, i := range Intents() {
		names = append(names, string(i))
	}
	return strings.Join(names, ", ")
}

// Label is the intent in the dashboard's words.
func (i Intent) Label() string {
	switch i {
	case IntentSSO:
		return "Single Sign-On"
	case IntentDirectorySync:
		return "Directory Sync"
	case IntentAuditLogs:
		return "Audit Logs"
	case IntentLogStreams:
		return "Log Streams"
	case IntentDomainVerification:
		return "Domain verification"
	case IntentCertificateRenewal:
		return "Certificate renewal"
	case IntentBringYourOwnKey:
		return "Bring Your Own Key"
	}
	return string(i)
}

// Requested reports whether what the IT admin enters is a request that an
// operator has to fulfil.
func (i Intent) Requested() bool {
	switch i {
	case IntentAuditLogs, IntentLogStreams, IntentBringYourOwnKey:
		return true
	}
	return false
}

// IntentLabels names several in the dashboard's words: "Single Sign-On, Audit
// Logs".
func IntentLabels(intents []Intent) string {
	var labels []string
	for _, i := range intents {
		labels = append(labels, i.Label())
	}
	return strings.Join(labels, ", ")
}
