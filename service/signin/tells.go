package signin

import (
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

// tellOf is what apps are told of a session at the time of its last change: nothing of a
// test sign-in, nor of one that is nobody's.
func tellOf(name model.EventName, s model.Session, peer, agent string,
	failed *model.SignInFailed) ([]model.AppEvent, error) {
	if s.Origin == model.FromAdminPortal || s.EnvironmentID == "" {
		return nil, nil
	}
	told := model.SignInEvent{SessionID: s.ID, OrganizationID: s.OrganizationID, ConnectionID: s.ConnectionID,
		Peer: peer, UserAgent: agent, Error: failed}
	if !s.Unverified {
		told.Email = s.Email
	}
	e, err := model.Telling{Name: name, Environment: s.EnvironmentID, Organization: s.OrganizationID,
		Data: told}.Event(s.UpdatedAt)
	return []model.AppEvent{e}, err
}

// tellOfOutcome tells of a refused message. Of an accepted one apps are told when they
// have exchanged its code.
func tellOfOutcome(o storage.Outcome) ([]model.AppEvent, error) {
	if o.Session.State != model.Failed {
		return nil, nil
	}
	return tellOf(model.SSOFailed, o.Session, o.Receipt.Peer, o.Receipt.UserAgent, refusalOf(&o.Receipt.Verdict))
}

// refusalOf is why a message was refused, as much of it as may be told outside (E7).
func refusalOf(v *saml.Verdict) *model.SignInFailed {
	root := v.Outside().Root()
	if root.Cause == "" {
		return &model.SignInFailed{Code: "decryption_failed", Message: string(root.Class)}
	}
	return &model.SignInFailed{Code: string(root.Cause), Message: root.Cause.Title()}
}
