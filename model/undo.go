package model

import (
	"encoding/json"
	"time"
)

// UndoLife is how long a change can be taken back.
const UndoLife = 7 * 24 * time.Hour

// Final says why an action cannot be taken back, "" if it can: what was revoked
// may be in wrong hands, and stays dead.
func (a AuditEntry) Final() string {
	if a.View != nil {
		return "nothing was changed"
	}
	if len(a.Changes) == 0 {
		return "no record was changed"
	}
	for _, c := range a.Changes {
		switch {
		case c.Kind == KindKey && c.After == nil && !c.Trimmed():
			return "a revoked key stays revoked"
		case (c.Kind == KindSetupLink || c.Kind == KindPortalLink) && revokes(c):
			return "a revoked link stays revoked"
		case c.Kind == KindDirectoryToken && revokes(c):
			return "a revoked token stays revoked"
		case c.Kind == KindWebhookEndpoint && replacesSecret(c):
			return "a secret that was replaced stays replaced"
		}
	}
	return ""
}

func revokes(c AuditChange) bool {
	var before, after struct {
		Revoked time.Time `json:"revoked_at"`
	}
	if c.Before == nil || c.After == nil || json.Unmarshal(c.Before, &before) != nil ||
		json.Unmarshal(c.After, &after) != nil {
		return false
	}
	return before.Revoked.IsZero() && !after.Revoked.IsZero()
}
