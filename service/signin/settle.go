package signin

import (
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/access"
	"gatehouse/storage"
)

// settle makes of a session what its verdict says, at its UpdatedAt, and gives the code that the
// app gets: "" for one that failed or is a test.
func settle(s *model.Session, out *storage.Outcome, connection model.ID, v *saml.Verdict) (code string) {
	switch {
	case !v.Accepted:
		root := v.Root()
		s.State, s.Class, s.Cause, s.Deadline = model.Failed, root.Class, root.Cause, zeroTime
	case s.Origin == model.FromAdminPortal:
		s.State, s.Deadline = model.Successful, zeroTime
	default:
		code = access.NewSecret("")
		s.State, s.Deadline = model.Authorized, s.UpdatedAt.Add(model.CodeLife)
		out.Code = &storage.Code{Hash: model.HashOf(code), Expires: s.Deadline}
	}
	if v.Accepted {
		out.Replay = v.Replay
		s.Email, s.IdPID = v.Profile.Email, v.Profile.IdPID
		s.Profile = model.ProfileID(connection, v.Profile.IdPIDSpace, v.Profile.IdPID)
	}
	return code
}
