"""How django-allauth is used: the course of a sign-in, two steps, legal persons.

ADR 7 has the reasons. What differs between installations is in the settings proper.
"""

ACCOUNT_ADAPTER = "website.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "website.adapters.LegalPersonAdapter"
MFA_ADAPTER = "website.adapters.TwoStepsAdapter"
MFA_FORMS = {
    name: f"website.forms_two_steps.{form}"
    for name, form in {
        "authenticate": "SecondStepForm",
        "reauthenticate": "SecondStepAgainForm",
        "activate_totp": "TurnOnForm",
    }.items()
}
ACCOUNT_FORMS = {"reauthenticate": "website.forms_two_steps.PasswordAgainForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would be stopped by form-action 'self'
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "legal-person"
MFA_TOTP_ISSUER = "Wenzhen"
