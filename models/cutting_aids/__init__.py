"""What helps a hand to cut: evidence in the signals, snapping to it, how late a person is, where movement ends.

``evidence`` finds moments at which something opens or closes, a load changes or movement rests; by how channels
behave, never by what a robot or its topics are called. ``aiming`` says where a cut goes, ``reaction`` learns how late
somebody is.
"""
