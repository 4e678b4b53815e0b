"""The forms of signing in, enrolment and the account page."""

from wtforms import HiddenField, PasswordField, RadioField, SelectChoice, StringField

from coalition.web.forms import Form


class SignInForm(Form):
    """The first factor."""

    email = StringField("Email address")
    password = PasswordField("Password")
    next = HiddenField()


class CodeForm(Form):
    """Six digits from the authenticator."""

    code = StringField(
        "Six-digit code", description="Your authenticator app shows a new one every 30 seconds."
    )
    next = HiddenField()


class RecoveryCodeForm(Form):
    """One of the ten recovery codes."""

    code = StringField("Recovery code", description="Sixteen letters and digits in groups of four.")
    next = HiddenField()


class MailedCodeForm(Form):
    """Six digits from a mail."""

    code = StringField("Code from the mail", description="Six digits, good for ten minutes.")
    next = HiddenField()


class PasskeyForm(Form):
    """What a passkey answers, filled in by the script."""

    credential = HiddenField()
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A new passkey and what its owner calls it."""

    name = StringField(
        "Name", description="By which you will know it, such as “Work laptop” or “Blue key”."
    )


class PasskeyNameForm(Form):
    """Another name for a passkey."""

    name = StringField("Name")


class PasswordForm(Form):
    """A new password, with the old one."""

    old_password = PasswordField("Current password")
    password = PasswordField(
        "New password",
        description="At least 15 characters. Four or five unrelated words work well.",
    )


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = StringField("Email address")


class NewPasswordForm(Form):
    """A password set with the link of a mail."""

    password = PasswordField(
        "New password",
        description="At least 15 characters. Four or five unrelated words work well.",
    )


class OldPasswordForm(Form):
    """The password, asked beside the link of a mail."""

    password = PasswordField("Your password")


class ThemeForm(Form):
    """How pages look."""

    theme = RadioField(
        "Theme",
        choices=[
            SelectChoice("system", "As my device"),
            SelectChoice("light", "Light"),
            SelectChoice("dark", "Dark"),
        ],
    )
