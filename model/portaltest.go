package model

func (s Session) WaitsForTest() bool { return s.Origin == FromAdminPortal && s.State == Started }
