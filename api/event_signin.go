package api

import "gatehouse/model"

// SignInEvent is how a sign-in went. Each field is there in every event of one.
type SignInEvent struct {
	Type      string       `json:"type"` // "sso"
	Status    string       `json:"status"`
	IPAddress *string      `json:"ip_address"`
	UserAgent *string      `json:"user_agent"`
	UserID    *string      `json:"user_id"` // null: there are no users, but profiles
	Email     *string      `json:"email"`   // null where no identity provider vouches for it
	SSO       EventSession `json:"sso"`

	Error *EventError `json:"error,omitempty"` // of one that failed or timed out
}

// EventSession names the session of an event.
type EventSession struct {
	OrganizationID *string  `json:"organization_id"` // null of a sign-in by OAuth
	ConnectionID   model.ID `json:"connection_id"`
	SessionID      model.ID `json:"session_id"`
}

// EventError is why a sign-in did not succeed.
type EventError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// signInStatuses are what the names of the events of sign-ins say.
var signInStatuses = map[model.EventName]string{
	model.SSOStarted: "started", model.SSOSucceeded: "succeeded", model.SSOFailed: "failed",
	model.SSOTimedOut: "timed_out",
}

func signInEventOf(name model.EventName, x model.SignInEvent) SignInEvent {
	told := SignInEvent{Type: "sso", Status: signInStatuses[name], IPAddress: orNull(x.Peer),
		UserAgent: orNull(x.UserAgent), Email: orNull(x.Email), SSO: EventSession{orNull(string(x.OrganizationID)),
			x.ConnectionID, x.SessionID}}
	if x.Error != nil {
		told.Error = &EventError{x.Error.Code, x.Error.Message}
	}
	return told
}
