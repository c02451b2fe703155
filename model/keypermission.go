package model

import (
	"slices"
	"strings"
)

// KeyPermission is something that an API key may do that is limited. A key without any is
// not limited: it may do all that keys may.
type KeyPermission string

// The permissions of API keys. The rows of [Actions] say what each of them is good for.
const (
	KeyReads         KeyPermission = "read"          // look at everything, and change nothing
	KeySSO           KeyPermission = "sso"           // exchange the codes of sign-ins for profiles
	KeyOrganizations KeyPermission = "organizations" // look at, make and change organizations and their domains
	KeyConnections   KeyPermission = "connections"   // look at connections and their organizations, delete connections
	KeyPortal        KeyPermission = "portal"        // make, look at and revoke links into the Admin Portal
	KeyDirectories   KeyPermission = "directories"   // look at directories, their users and groups, delete directories
	KeyEvents        KeyPermission = "events"        // read what happened
	KeyWebhooks      KeyPermission = "webhooks"      // look at and change webhook endpoints
	KeyNotes         KeyPermission = "notes"         // read and write notes
	KeySessions      KeyPermission = "sessions"      // look at sign-ins, their messages and verdicts
	KeyAudit         KeyPermission = "audit"         // look at the history of what keys may look at
)

// KeyPermissions are all of them, in the order in which they are shown.
func KeyPermissions() []KeyPermission {
	return []KeyPermission{KeyReads, KeySSO, KeyOrganizations, KeyConnections, KeyPortal,
		KeyDirectories, KeyEvents, KeyWebhooks, KeyNotes, KeySessions, KeyAudit}
}

// CleanPermissions puts permissions in order, each once, and refuses what is none.
func CleanPermissions(given []KeyPermission) (clean []KeyPermission, err error) {
	for _, p := range given {
		if !slices.Contains(KeyPermissions(), p) {
			return nil, Refuse("permissions", "use "+PermissionWords(KeyPermissions()), "%.40q is none", string(p))
		}
	}
	for _, p := range KeyPermissions() {
		if slices.Contains(given, p) {
			clean = append(clean, p)
		}
	}
	return clean, nil
}

// PermissionWords names permissions, "everything" if there are none.
func PermissionWords(all []KeyPermission) string {
	if len(all) == 0 {
		return "everything"
	}
	return joined(all, ", ")
}

// permittedBy says which key will do: "that has the permission read or notes".
func permittedBy(enough []KeyPermission) string {
	if len(enough) == 0 {
		return "that is not limited"
	}
	return "that has the permission " + joined(enough, " or ")
}

func joined(all []KeyPermission, between string) string {
	words := make([]string, len(all))
	for i, p := range all {
		words[i] = string(p)
	}
	return strings.Join(words, between)
}
